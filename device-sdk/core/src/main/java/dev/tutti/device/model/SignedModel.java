package dev.tutti.device.model;

import dev.tutti.device.transport.Fields;
import dev.tutti.schemas.model.ModelPublished;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.MalformedMessageException;
import dev.tutti.secagg.sign.OperatorVerifier;
import dev.tutti.secagg.statement.BaseModel;
import dev.tutti.secagg.statement.ModelManifest;
import java.util.List;
import java.util.Optional;

/**
 * A model version whose manifest the pinned operator signed. Where its slices lie is only a hint: their content is
 * checked against the manifest.
 *
 * @param manifest the link of the model chain
 * @param digest digest of the manifest
 * @param slicePaths where each slice is said to lie, as many as the manifest has digests
 */
public record SignedModel(ModelManifest manifest, Digest digest, List<String> slicePaths) {
    /** Keeps the paths from changing. */
    public SignedModel {
        slicePaths = List.copyOf(slicePaths);
    }

    /** The model in {@code published}, or empty when it is unreadable or the operator did not sign it. */
    public static Optional<SignedModel> read(ModelPublished published, OperatorVerifier operator) {
        byte[] bytes = Fields.bytes(published.getManifest());
        return operator.verify(ModelManifest.LABEL, bytes, Fields.bytes(published.getOperatorSignature()))
                ? unverified(published)
                : Optional.empty();
    }

    /** What {@code published} says, whoever signed it; alone only in a test of what is gained by a forgery then. */
    static Optional<SignedModel> unverified(ModelPublished published) {
        byte[] bytes = Fields.bytes(published.getManifest());
        try {
            ModelManifest manifest = ModelManifest.decode(bytes);
            List<String> paths = published.getSlicePaths();
            return paths.size() == manifest.sliceDigests().size()
                    ? Optional.of(new SignedModel(manifest, Digest.sha256(bytes), paths))
                    : Optional.empty();
        } catch (MalformedMessageException e) {
            return Optional.empty();
        }
    }

    /** This version as an announcement lists it: all parameters are trained. */
    public BaseModel asBase() {
        return new BaseModel(manifest.version(), digest, 0);
    }

    /**
     * Whether a device that knows this version may move on to {@code next}: a later version of the same task and, where
     * it is the very next, one that names this as the one before it.
     */
    public boolean mayBeFollowedBy(SignedModel next) {
        return next.manifest.population().equals(manifest.population())
                && next.manifest.task().equals(manifest.task())
                && next.manifest.version() > manifest.version()
                && (next.manifest.version() > manifest.version() + 1
                        || next.manifest.previous().equals(digest));
    }
}
