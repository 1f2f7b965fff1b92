package dev.tutti.job.config;

import dev.tutti.secagg.unmask.CulpritSearch;
import java.io.Serializable;

/**
 * How the search for devices that burn sub-cohorts is set; see {@link CulpritSearch}.
 *
 * @param suspects n: devices there are to suspect, at least as many as ever take part
 * @param errorProbability δ: how likely an innocent one may ever be barred
 * @param corruptShare γ: the largest part of a round's contributors that may be corrupt and know each other, 0 … below 1
 */
public record CulpritRule(int suspects, double errorProbability, double corruptShare) implements Serializable {
    /** A million devices, one in ten of them corrupt, one chance in a thousand that any innocent one is ever barred. */
    public static final CulpritRule DEFAULT = new CulpritRule(1_000_000, 0.001, 0.1);

    public CulpritRule {
        Checks.require(suspects >= 1, "culprit suspects >= 1", suspects);
        Checks.require(
                errorProbability > 0 && errorProbability < 1,
                "culprit error probability between 0 and 1",
                errorProbability);
        Checks.require(corruptShare >= 0 && corruptShare < 1, "culprit corrupt share in 0 … below 1", corruptShare);
    }
}
