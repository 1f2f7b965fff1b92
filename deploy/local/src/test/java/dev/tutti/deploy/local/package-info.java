@NullMarked
package dev.tutti.deploy.local;

import org.jspecify.annotations.NullMarked;
