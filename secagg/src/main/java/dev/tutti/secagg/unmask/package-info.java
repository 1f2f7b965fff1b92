/** What the job does with a sealed cohort: add, recover the secret sum, open the slices, check. */
@NullMarked
package dev.tutti.secagg.unmask;

import org.jspecify.annotations.NullMarked;
