package dev.tutti.enrolment;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.MalformedMessageException;
import dev.tutti.secagg.statement.KeyCredential;
import dev.tutti.secagg.statement.KeyLevel;
import dev.tutti.secagg.statement.Platform;
import java.util.Arrays;

/** Evidence that says itself which key it attests, under which challenge. */
final class TestEvidence {
    private static final String LABEL = "test/evidence";

    private TestEvidence() {}

    static byte[] of(byte[] publicKey, byte[] challenge, Platform platform) {
        return new CanonicalWriter(LABEL)
                .fixed(publicKey)
                .fixed(challenge)
                .coded(platform)
                .toBytes();
    }

    /** The x that names a key; the point is on no curve, and nothing here computes with it. */
    static byte[] key(int number) {
        byte[] key = new byte[KeyCredential.PUBLIC_KEY_BYTES];
        key[0] = 4;
        key[64] = (byte) number;
        return key;
    }

    static Verdict verify(byte[] evidence, byte[] challenge, long nowMillis) {
        try {
            return CanonicalReader.decode(evidence, LABEL, in -> {
                byte[] key = in.fixed(KeyCredential.PUBLIC_KEY_BYTES);
                return Arrays.equals(in.fixed(Digest.BYTES), challenge)
                        ? new Verdict.Accepted(key, in.coded(Platform.values()), KeyLevel.TRUSTED_ENVIRONMENT, 7)
                        : refused(in);
            });
        } catch (MalformedMessageException e) {
            return new Verdict.Refused("MALFORMED");
        }
    }

    private static Verdict refused(CanonicalReader in) {
        in.int8();
        return new Verdict.Refused("WRONG_CHALLENGE");
    }
}
