package dev.tutti.job.config;

import dev.tutti.connectors.kafka.RecordCodec;
import dev.tutti.secagg.params.ParameterPlanner;
import dev.tutti.secagg.params.ParameterRequest;
import dev.tutti.secagg.params.ProtocolParameters;
import dev.tutti.secagg.statement.Encoding;
import dev.tutti.secagg.statement.ShareSealing;
import dev.tutti.secagg.statement.WeightFunction;
import java.io.Serializable;

/**
 * What one update looks like, and how many devices share its sum: all the planner needs to choose the ring and the
 * committee.
 *
 * @param dimension trainable parameters, ≥ 1
 * @param valueBits bits per clipped value, sign included
 * @param clipNorm L2 bound of an update
 * @param valueRange largest magnitude of one coordinate; mapped to 2^(valueBits−1)−1
 * @param weightFunction which of the closed list
 * @param maxWeight W; weights lie in ⌈W/8⌉ … W
 * @param evaluation whether masked evaluation sums ride along
 * @param polynomialsPerSlice ring polynomials per slice of the model
 * @param polynomialsPerChunk ring polynomials per record on the wire, at most; fewer where that many do not fit one
 * @param minContributors n_min: fewer burn the round
 * @param maxContributors n_max, at most {@link #MAX_CONTRIBUTORS}: more are turned away
 * @param minPerBase fewest contributors on one base version
 * @param members committee size m
 * @param corrupt corrupt members tolerated, t
 * @param sealing name of the {@link ShareSealing} of every round's shares; a committee is drawn from offers of such keys
 *     alone
 */
public record UpdateShape(
        int dimension,
        int valueBits,
        float clipNorm,
        float valueRange,
        String weightFunction,
        int maxWeight,
        boolean evaluation,
        int polynomialsPerSlice,
        int polynomialsPerChunk,
        int minContributors,
        int maxContributors,
        int minPerBase,
        int members,
        int corrupt,
        String sealing)
        implements Serializable {
    /** Small keys; what is recorded can be opened by whoever breaks X25519 later. */
    public static final String DEFAULT_SEALING = ShareSealing.HPKE_X25519.name();

    /** Of a round's report, kept for all but devices: signatures, digests, reasons. */
    private static final int REPORT_FRAME_BYTES = 256 * 1024;
    /** A device id with its length, among the contributors and again among those barred. */
    private static final int REPORT_DEVICE_BYTES = 2 * 17;

    /** Largest n_max: the report of a round names every contributor, and again if it is barred, in one record. */
    public static final int MAX_CONTRIBUTORS =
            (RecordCodec.MAX_RECORD_BYTES - REPORT_FRAME_BYTES) / REPORT_DEVICE_BYTES;

    /** With shares sealed to X25519 keys. */
    public UpdateShape(
            int dimension,
            int valueBits,
            float clipNorm,
            float valueRange,
            String weightFunction,
            int maxWeight,
            boolean evaluation,
            int polynomialsPerSlice,
            int polynomialsPerChunk,
            int minContributors,
            int maxContributors,
            int minPerBase,
            int members,
            int corrupt) {
        this(
                dimension,
                valueBits,
                clipNorm,
                valueRange,
                weightFunction,
                maxWeight,
                evaluation,
                polynomialsPerSlice,
                polynomialsPerChunk,
                minContributors,
                maxContributors,
                minPerBase,
                members,
                corrupt,
                DEFAULT_SEALING);
    }

    /** The same with shares sealed to other keys. */
    public UpdateShape withSealing(ShareSealing other) {
        return new UpdateShape(
                dimension,
                valueBits,
                clipNorm,
                valueRange,
                weightFunction,
                maxWeight,
                evaluation,
                polynomialsPerSlice,
                polynomialsPerChunk,
                minContributors,
                maxContributors,
                minPerBase,
                members,
                corrupt,
                other.name());
    }

    public UpdateShape {
        Checks.require(dimension >= 1, "dimension >= 1", dimension);
        Checks.require(clipNorm > 0, "clipNorm > 0", clipNorm);
        Checks.require(valueRange > 0, "valueRange > 0", valueRange);
        Checks.require(minContributors >= 2, "minContributors >= 2", minContributors);
        Checks.require(maxContributors >= minContributors, "maxContributors >= minContributors", maxContributors);
        Checks.require(
                maxContributors <= MAX_CONTRIBUTORS,
                "maxContributors <= " + MAX_CONTRIBUTORS + ", that the report of a round fits a record of "
                        + RecordCodec.MAX_RECORD_BYTES + " bytes",
                maxContributors);
        Checks.require(
                minPerBase >= 1 && minPerBase <= minContributors, "minPerBase in 1 … minContributors", minPerBase);
        WeightFunction.valueOf(weightFunction);
        ShareSealing.valueOf(sealing);
    }

    /** How a round's shares are sealed. */
    public ShareSealing shareSealing() {
        return ShareSealing.valueOf(sealing);
    }

    /**
     * Plans ring, slots and committee for this shape.
     *
     * @throws dev.tutti.secagg.params.ParametersRefusedException when no parameter set is both secure and large enough
     */
    public ProtocolParameters plan() {
        return ParameterPlanner.plan(
                new ParameterRequest(maxContributors, valueBits, dimension, members, corrupt, 0.0, maxWeight)
                        .withSealingOverhead(shareSealing().overheadBytes()));
    }

    /** The encoding announced to devices. */
    public Encoding encoding() {
        ProtocolParameters planned = plan();
        return new Encoding(
                dimension,
                valueBits,
                clipNorm,
                valueRange,
                planned.slotBits(),
                planned.slotsPerCoefficient(),
                polynomialsPerSlice,
                Math.min(polynomialsPerChunk, planned.maxPolynomialsPerChunk()),
                WeightFunction.valueOf(weightFunction),
                maxWeight,
                evaluation);
    }
}
