package dev.tutti.benchmarks.secagg;

import dev.tutti.secagg.params.ParameterSets;
import dev.tutti.secagg.statement.RingParameters;
import dev.tutti.secagg.statement.ShareSealing;
import java.util.List;

/** What may differ between announced rounds: the ring and how shares are sealed. */
public enum Terms {
    /** The smallest ring with one prime, X25519: what the acceptance names. */
    ONE_PRIME("one prime, X25519", ParameterSets.rings(), ShareSealing.HPKE_X25519),

    /** The smallest ring with two primes, X25519. */
    TWO_PRIMES("two primes, X25519", ParameterSets.twoPrimeRings(), ShareSealing.HPKE_X25519),

    /** One prime and X-Wing, ML-KEM-768 with X25519. */
    X_WING("one prime, X-Wing", ParameterSets.rings(), ShareSealing.HPKE_X_WING);

    private final String label;
    private final List<RingParameters> rings;
    private final ShareSealing sealing;

    Terms(String label, List<RingParameters> rings, ShareSealing sealing) {
        this.label = label;
        this.rings = rings;
        this.sealing = sealing;
    }

    /** For tables. */
    public String label() {
        return label;
    }

    List<RingParameters> rings() {
        return rings;
    }

    ShareSealing sealing() {
        return sealing;
    }
}
