package dev.tutti.secagg.statement;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.Expect;

/**
 * The noise each device adds before masking.
 *
 * @param mechanism kind of noise
 * @param noiseStandardDeviation per device, in units of a slot; 0 without noise
 * @param clipNorm L2 sensitivity it was calibrated to; 0 without noise
 * @param delta δ it is accounted at, in [0, 1); 0 without noise
 */
public record PrivacyConfiguration(
        NoiseMechanism mechanism, double noiseStandardDeviation, double clipNorm, double delta) {
    /** No noise: the sum itself is learnt exactly. */
    public static final PrivacyConfiguration NONE = new PrivacyConfiguration(NoiseMechanism.NONE, 0, 0, 0);

    public PrivacyConfiguration {
        Expect.that(
                noiseStandardDeviation >= 0 && Double.isFinite(noiseStandardDeviation),
                "noiseStandardDeviation must be finite and not negative");
        Expect.that(clipNorm >= 0 && Double.isFinite(clipNorm), "clipNorm must be finite and not negative");
        Expect.that(delta >= 0 && delta < 1, "delta must be in [0, 1)");
        Expect.that(
                (mechanism == NoiseMechanism.NONE) == (noiseStandardDeviation == 0),
                "noise must have a mechanism and a mechanism noise");
        // Negative zero has no encoding of its own, so it must not make two equal configurations differ.
        noiseStandardDeviation += 0d;
        clipNorm += 0d;
        delta += 0d;
    }

    void write(CanonicalWriter out) {
        out.coded(mechanism).float64(noiseStandardDeviation).float64(clipNorm).float64(delta);
    }

    static PrivacyConfiguration read(CanonicalReader in) {
        return new PrivacyConfiguration(in.coded(NoiseMechanism.values()), in.float64(), in.float64(), in.float64());
    }
}
