package dev.tutti.job.refusal;

import dev.tutti.secagg.codec.MalformedMessageException;
import dev.tutti.secagg.statement.Platform;
import dev.tutti.secagg.statement.SignedCredential;
import org.jspecify.annotations.Nullable;

/**
 * The platform a credential names, believed or not: one of {@link Platform}'s, so that no outsider can make names for
 * metrics.
 */
public final class ClaimedPlatform {
    /** Where no credential can be read. */
    public static final String UNKNOWN = "unknown";

    private ClaimedPlatform() {}

    /**
     * The name of the platform.
     *
     * @param credential canonical signed credential, or anything else
     */
    public static String of(byte @Nullable [] credential) {
        if (credential == null) {
            return UNKNOWN;
        }
        try {
            return SignedCredential.decode(credential).credential().platform().name();
        } catch (MalformedMessageException e) {
            return UNKNOWN;
        }
    }
}
