package dev.tutti.device.model;

import dev.tutti.device.transport.Transport;
import dev.tutti.device.transport.TransportException;
import dev.tutti.schemas.model.TrainingPlan;
import dev.tutti.secagg.codec.Digest;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * Fetches plans and models and lets nothing through that is not, byte for byte, what the operator signed. Keeps the last
 * plan, which seldom changes. Safe for use by several threads.
 */
public final class Artifacts {
    /** Largest plan accepted, bytes. */
    public static final int MAX_PLAN_BYTES = 64 << 20;

    private final Transport transport;
    private CachedPlan lastPlan = CachedPlan.NONE;

    /**
     * @param transport where artifacts are fetched
     */
    public Artifacts(Transport transport) {
        this.transport = transport;
    }

    /**
     * The plan with this digest.
     *
     * @throws ArtifactRefusedException if what lies there has another digest or is no plan
     * @throws TransportException if it could not be fetched
     */
    public TrainingPlan plan(Digest digest) throws ArtifactRefusedException, TransportException {
        CachedPlan known = cached();
        if (known.digest().equals(digest)) {
            return known.plan();
        }
        byte[] bytes = transport.fetch("plans/" + digest.hex(), MAX_PLAN_BYTES);
        expectDigest("plan", digest, bytes);
        TrainingPlan plan = PlanReader.decode(bytes);
        if (plan.getDimension() < 1) {
            throw new ArtifactRefusedException("plan: expected at least 1 parameter, got " + plan.getDimension());
        }
        cache(new CachedPlan(digest, plan));
        return plan;
    }

    /**
     * The weights of a model version.
     *
     * @param dimension how many parameters the plan has
     * @return {@code dimension} finite values
     * @throws ArtifactRefusedException if a slice has another digest, the sizes do not add up or a value is not finite
     * @throws TransportException if a slice could not be fetched
     */
    public float[] weights(SignedModel model, int dimension) throws ArtifactRefusedException, TransportException {
        FloatBuffer weights = FloatBuffer.allocate(dimension);
        for (int slice = 0; slice < model.slicePaths().size(); slice++) {
            int maxBytes = Math.multiplyExact(weights.remaining(), Float.BYTES);
            byte[] bytes = transport.fetch(model.slicePaths().get(slice), maxBytes);
            expectDigest("slice " + slice, model.manifest().sliceDigests().get(slice), bytes);
            if (bytes.length % Float.BYTES != 0 || bytes.length > maxBytes) {
                throw new ArtifactRefusedException("slice " + slice + ": expected whole floats, at most " + maxBytes
                        + " bytes, got " + bytes.length);
            }
            weights.put(ByteBuffer.wrap(bytes).asFloatBuffer());
        }
        if (weights.hasRemaining()) {
            throw new ArtifactRefusedException(
                    "model: expected " + dimension + " parameters, got " + weights.position());
        }
        for (float weight : weights.array()) {
            if (!Float.isFinite(weight)) {
                throw new ArtifactRefusedException("model: expected finite parameters");
            }
        }
        return weights.array();
    }

    private static void expectDigest(String what, Digest expected, byte[] bytes) throws ArtifactRefusedException {
        Digest found = Digest.sha256(bytes);
        if (!found.equals(expected)) {
            throw new ArtifactRefusedException(what + ": expected SHA-256 " + expected + "…, found " + found + "…");
        }
    }

    private synchronized CachedPlan cached() {
        return lastPlan;
    }

    private synchronized void cache(CachedPlan plan) {
        lastPlan = plan;
    }

    private record CachedPlan(Digest digest, TrainingPlan plan) {
        static final CachedPlan NONE = new CachedPlan(Digest.zero(), new TrainingPlan());
    }
}
