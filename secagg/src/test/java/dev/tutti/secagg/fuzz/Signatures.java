package dev.tutti.secagg.fuzz;

import dev.tutti.secagg.fixture.Population;
import dev.tutti.secagg.fixture.TestDevice;
import dev.tutti.secagg.sign.EcdsaP256;
import dev.tutti.secagg.sign.OperatorVerifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Public keys and signatures from outside. Verifying never throws, and one message has one accepted form per signing. */
final class Signatures {
    private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.UTF_8);
    private static final String LABEL = "fuzz/v1";
    private static final Population POPULATION = new Population(7);
    private static final TestDevice DEVICE = POPULATION.enrol();
    private static final byte[] ENCLAVE_SIGNATURE = DEVICE.sign(MESSAGE);
    private static final byte[] OPERATOR_SIGNATURE = POPULATION.operator().sign(LABEL, MESSAGE);

    private Signatures() {}

    /** Whether a signature is accepted: by the real keys of either kind, or by a key that comes with it. */
    static boolean verified(byte[] input) {
        boolean byEnclave = EcdsaP256.verify(DEVICE.publicKey(), MESSAGE, input);
        Require.that(
                !byEnclave || Arrays.equals(input, ENCLAVE_SIGNATURE) || isMirrored(input),
                "no signature but the enclave's, and the one that follows from it");
        boolean byOperator = new OperatorVerifier(POPULATION.operator().publicKey()).verify(LABEL, MESSAGE, input);
        Require.that(!byOperator || Arrays.equals(input, OPERATOR_SIGNATURE), "no signature but the operator's");
        boolean byItsOwn = withItsOwnKey(input, 65) | withItsOwnKey(input, 32);
        return byEnclave || byOperator || byItsOwn;
    }

    /** The enclave's signature with a zero before its first number: the same numbers, and not their one encoding. */
    private static byte[] padded() {
        byte[] der = joined(
                Arrays.copyOf(ENCLAVE_SIGNATURE, 5),
                Arrays.copyOfRange(ENCLAVE_SIGNATURE, 4, ENCLAVE_SIGNATURE.length));
        der[1]++;
        der[3]++;
        der[4] = 0;
        return der;
    }

    /** ECDSA accepts n − s as well as s; the protocol does not use a signature's bytes as a name. */
    private static boolean isMirrored(byte[] der) {
        int end = 4 + ENCLAVE_SIGNATURE[3];
        return der.length >= end && Arrays.equals(der, 2, end, ENCLAVE_SIGNATURE, 2, end);
    }

    private static boolean withItsOwnKey(byte[] input, int keyBytes) {
        if (input.length < keyBytes) {
            return false;
        }
        byte[] key = Arrays.copyOf(input, keyBytes);
        byte[] signature = Arrays.copyOfRange(input, keyBytes, input.length);
        return keyBytes == 32
                ? new OperatorVerifier(key).verify(LABEL, MESSAGE, signature)
                : EcdsaP256.verify(key, MESSAGE, signature);
    }

    /** Both signatures, alone, in another encoding and behind their keys, and keys of other forms. */
    static List<byte[]> seeds() {
        byte[] publicKey = DEVICE.publicKey();
        byte[] hybrid = publicKey.clone();
        hybrid[0] = (byte) (6 + (publicKey[64] & 1));
        return List.of(
                ENCLAVE_SIGNATURE,
                padded(),
                OPERATOR_SIGNATURE,
                joined(publicKey, ENCLAVE_SIGNATURE),
                joined(hybrid, ENCLAVE_SIGNATURE),
                joined(new byte[65], ENCLAVE_SIGNATURE),
                joined(POPULATION.operator().publicKey(), OPERATOR_SIGNATURE),
                joined(new byte[32], OPERATOR_SIGNATURE));
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
