package dev.tutti.attestation.tpm;

import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.RefusedException;
import dev.tutti.attestation.key.EcKey;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Supplier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.agreement.ECDHBasicAgreement;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.encodings.OAEPEncoding;
import org.bouncycastle.crypto.engines.RSABlindedEngine;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.util.BigIntegers;

/**
 * A seed that an endorsement key can open (part 1, B.10.4 for RSA, C.6.4 for elliptic curves), and the strength that the
 * key's template asks of what is derived from it.
 *
 * @param seed as long as the hash
 * @param encrypted the content of a TPM2B_ENCRYPTED_SECRET
 * @param hash the endorsement key's name algorithm
 * @param symmetricBits of AES
 */
@SuppressWarnings("ArrayRecordComponent") // lives as long as one challenge is made
record EndorsementSeed(byte[] seed, byte[] encrypted, Supplier<Digest> hash, int symmetricBits) {
    private static final String LABEL = "IDENTITY";
    private static final int RSA_BITS = 2048;
    private static final int P256_BITS = 256;
    private static final int P384_BITS = 384;
    private static final int AES_128 = 128;
    private static final int AES_256 = 256;

    static EndorsementSeed seal(SubjectPublicKeyInfo endorsement, SecureRandom random) throws RefusedException {
        if (endorsement.getAlgorithm().getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption)) {
            return rsa(endorsement, random);
        }
        Optional<ECPublicKeyParameters> key = EcKey.decode(endorsement);
        if (key.isPresent()) {
            int bits = key.get().getParameters().getCurve().getFieldSize();
            if (bits == P256_BITS) {
                return ecc(key.get(), SHA256Digest::new, AES_128, random);
            }
            if (bits == P384_BITS) {
                return ecc(key.get(), SHA384Digest::new, AES_256, random);
            }
        }
        throw unusable();
    }

    private static EndorsementSeed rsa(SubjectPublicKeyInfo endorsement, SecureRandom random) throws RefusedException {
        try {
            RSAPublicKey key = RSAPublicKey.getInstance(endorsement.parsePublicKey());
            if (key.getModulus().bitLength() != RSA_BITS
                    || !key.getPublicExponent().equals(BigInteger.valueOf(65537))) {
                throw unusable();
            }
            byte[] seed = new byte[32];
            random.nextBytes(seed);
            OAEPEncoding oaep = new OAEPEncoding(
                    new RSABlindedEngine(), new SHA256Digest(), new SHA256Digest(), KeyDerivation.zeroEnded(LABEL));
            oaep.init(
                    true,
                    new ParametersWithRandom(
                            new RSAKeyParameters(false, key.getModulus(), key.getPublicExponent()), random));
            return new EndorsementSeed(seed, oaep.processBlock(seed, 0, seed.length), SHA256Digest::new, AES_128);
        } catch (IOException | InvalidCipherTextException | RuntimeException e) {
            throw unusable();
        }
    }

    private static EndorsementSeed ecc(
            ECPublicKeyParameters endorsement, Supplier<Digest> hash, int symmetricBits, SecureRandom random) {
        ECKeyPairGenerator generator = new ECKeyPairGenerator();
        generator.init(new ECKeyGenerationParameters(endorsement.getParameters(), random));
        AsymmetricCipherKeyPair ephemeral = generator.generateKeyPair();
        ECDHBasicAgreement agreement = new ECDHBasicAgreement();
        agreement.init(ephemeral.getPrivate());
        byte[] shared =
                BigIntegers.asUnsignedByteArray(agreement.getFieldSize(), agreement.calculateAgreement(endorsement));
        var point = ((ECPublicKeyParameters) ephemeral.getPublic()).getQ().normalize();
        byte[] x = point.getAffineXCoord().getEncoded();
        byte[] y = point.getAffineYCoord().getEncoded();
        byte[] theirX = endorsement.getQ().normalize().getAffineXCoord().getEncoded();
        int bits = hash.get().getDigestSize() * Byte.SIZE;
        byte[] seed = KeyDerivation.e(hash, shared, LABEL, x, theirX, bits);
        byte[] encrypted = ByteBuffer.allocate(2 * Short.BYTES + x.length + y.length)
                .put(TpmCredentialChallenge.sized(x))
                .put(TpmCredentialChallenge.sized(y))
                .array();
        return new EndorsementSeed(seed, encrypted, hash, symmetricBits);
    }

    private static RefusedException unusable() {
        return new RefusedException(RefusalReason.NOT_AN_ENDORSEMENT_CERTIFICATE, "endorsement key");
    }
}
