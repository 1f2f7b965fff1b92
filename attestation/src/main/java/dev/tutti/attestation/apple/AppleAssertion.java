package dev.tutti.attestation.apple;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.RefusedException;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.sign.EcdsaP256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Verifies App Attest assertions, in the steps of Apple's "Verify the assertion": 2. and 3. the signature over SHA-256 of
 * authenticator data and client data; 4. the app; 5. the counter rises. (1. and 6., what the client data is, are the
 * caller's.) The key is one that {@link AppleVerifier} has verified.
 */
public final class AppleAssertion {
    /** Most bytes of an assertion; real ones have about 140. */
    public static final int MAX_BYTES = 1024;

    /** What is checked. */
    enum Step {
        SIGNATURE,
        APPLICATION,
        COUNTER
    }

    /** What came of it. */
    public sealed interface Result {
        /**
         * The key signed.
         *
         * @param counter to be kept, and given as the last one next time
         */
        record Accepted(long counter) implements Result {}

        /** It did not, or not now. */
        record Rejected(Refused refused) implements Result {}
    }

    private AppleAssertion() {}

    /**
     * Judges an assertion.
     *
     * @param publicKey P-256, uncompressed point, 65 bytes
     * @param appId team, dot, bundle
     * @param assertion CBOR, as the device gave it
     * @param clientDataHash SHA-256 of what is to be signed, 32 bytes
     * @param lastCounter the counter of the last assertion accepted from this key, 0 before the first
     */
    public static Result verify(
            byte[] publicKey, String appId, byte[] assertion, byte[] clientDataHash, long lastCounter) {
        return verify(publicKey, appId, assertion, clientDataHash, lastCounter, Set.of());
    }

    /** Without some steps: tests show what happens then. */
    static Result verify(
            byte[] publicKey,
            String appId,
            byte[] assertion,
            byte[] clientDataHash,
            long lastCounter,
            Set<Step> leftOut) {
        Expect.inRange("length of clientDataHash", clientDataHash.length, Digest.BYTES, Digest.BYTES);
        Expect.inRange("lastCounter", lastCounter, 0, 0xffffffffL);
        try {
            SignedData signed = SignedData.parse(assertion);
            AuthenticatorData data = AuthenticatorData.parse(signed.authenticatorData());
            // 2. and 3.: the enclave hashes the nonce again, as ECDSA with SHA-256 does.
            byte[] nonce =
                    Digest.sha256(signed.authenticatorData(), clientDataHash).bytes();
            boolean signs = EcdsaP256.verify(publicKey, nonce, signed.signature());
            require(signs || leftOut.contains(Step.SIGNATURE), RefusalReason.BAD_SIGNATURE, "signature");
            // 4.
            byte[] application =
                    Digest.sha256(appId.getBytes(StandardCharsets.UTF_8)).bytes();
            boolean ours = MessageDigest.isEqual(application, data.applicationHash());
            require(ours || leftOut.contains(Step.APPLICATION), RefusalReason.APP_NOT_ALLOWED, "rpIdHash");
            // 5.
            boolean rises = data.counter() > lastCounter;
            require(rises || leftOut.contains(Step.COUNTER), RefusalReason.COUNTER_NOT_RISING, "counter");
            return new Result.Accepted(data.counter());
        } catch (RefusedException e) {
            return new Result.Rejected(e.refused());
        }
    }

    private static void require(boolean holds, RefusalReason reason, String where) throws RefusedException {
        if (!holds) {
            throw new RefusedException(reason, where);
        }
    }

    /** An assertion, parsed. */
    @SuppressWarnings("ArrayRecordComponent") // lives as long as one verification, nobody compares it
    record SignedData(byte[] signature, byte[] authenticatorData) {
        private static final String SIGNATURE = "signature";
        private static final String DATA = "authenticatorData";

        static SignedData parse(byte[] assertion) throws RefusedException {
            require(assertion.length <= MAX_BYTES, RefusalReason.MALFORMED_CBOR, "assertion");
            return CborReader.read(assertion, "assertion", in -> {
                Map<String, byte[]> found = new HashMap<>();
                in.map(key -> {
                    in.expect(key.equals(SIGNATURE) || key.equals(DATA));
                    found.put(key, in.bytes());
                });
                return new SignedData(in.required(found.get(SIGNATURE)), in.required(found.get(DATA)));
            });
        }
    }
}
