package dev.tutti.device.enclave.key;

import dev.tutti.secagg.sign.StatementSigner;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;

/** A P-256 key of the JDK, which stands for hardware. */
final class JdkKey implements StatementSigner {
    private final KeyPair pair = generate("secp256r1");

    static KeyPair generate(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    P256PublicKey p256() {
        return P256PublicKey.ofSubjectPublicKeyInfo(pair.getPublic().getEncoded());
    }

    byte[] sign(String algorithm, byte[] message) {
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(pair.getPrivate());
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public byte[] publicKey() {
        return p256().bytes();
    }

    @Override
    public byte[] sign(byte[] message) {
        return p256().derSignature(message, sign("SHA256withECDSA", message));
    }
}
