package dev.tutti.attestation.tpm;

import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.RefusedException;
import dev.tutti.attestation.key.EcKey;
import dev.tutti.secagg.codec.Digest;
import java.math.BigInteger;
import org.bouncycastle.crypto.signers.ECDSASigner;

/** TPMT_SIGNATURE (part 2, 11.3.4) of ECDSA with SHA-256. */
record TpmSignature(BigInteger r, BigInteger s) {
    /** Reads one; BAD_SIGNATURE if it is of another algorithm. */
    static TpmSignature parse(byte[] bytes) throws RefusedException {
        return TpmReader.read(bytes, "signature", in -> {
            if (in.int16() != TpmKey.ALG_ECDSA || in.int16() != TpmKey.ALG_SHA256) {
                throw new RefusedException(RefusalReason.BAD_SIGNATURE, "signature");
            }
            return new TpmSignature(new BigInteger(1, in.coordinate()), new BigInteger(1, in.coordinate()));
        });
    }

    /** Whether it is that key's over that message. */
    boolean verifies(byte[] point, byte[] message) {
        return EcKey.p256(point)
                .filter(key -> {
                    ECDSASigner signer = new ECDSASigner();
                    signer.init(false, key);
                    return signer.verifySignature(Digest.sha256(message).bytes(), r, s);
                })
                .isPresent();
    }
}
