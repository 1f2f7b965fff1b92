/** The lattice mask c = a·s + T·e + m: public polynomials, the Gaussian sampler, masking. */
@NullMarked
package dev.tutti.secagg.mask;

import org.jspecify.annotations.NullMarked;
