package dev.tutti.secagg.unmask;

import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.mask.GaussianSampler;
import dev.tutti.secagg.params.ParameterSets;

/**
 * What sums of n Gaussian samples stay within: 10·σ·√n. An honest coefficient exceeds it with probability below 2^−72; a
 * wrong S makes the residue uniform, so that some of thousands of coefficients exceed it for certain.
 */
public final class ResidueBound {
    private ResidueBound() {}

    /**
     * ⌈10·σ·√n⌉.
     *
     * @param contributors n ≥ 1
     */
    public static long of(int contributors) {
        Expect.inRange("contributors", contributors, 1, Integer.MAX_VALUE);
        return (long) Math.ceil(ParameterSets.TAIL * GaussianSampler.SIGMA * Math.sqrt(contributors));
    }
}
