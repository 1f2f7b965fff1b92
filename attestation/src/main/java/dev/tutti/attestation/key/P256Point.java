package dev.tutti.attestation.key;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import dev.tutti.secagg.statement.KeyCredential;
import java.util.Optional;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECCurve;

/**
 * The bytes are a point of P-256 (SEC 1, 3.2.2.1), uncompressed: 04, x, y. A point of another curve would make every
 * later multiplication leak, and a second encoding of the same point would give one key two device ids.
 */
public final class P256Point implements Check<byte[]> {
    private static final ECCurve CURVE =
            CustomNamedCurves.getByName("secp256r1").getCurve();

    @Override
    public Optional<Refused> examine(byte[] publicKey, Circumstances circumstances) {
        if (publicKey.length != KeyCredential.PUBLIC_KEY_BYTES || publicKey[0] != 4) {
            return Optional.of(new Refused(RefusalReason.NOT_P256, "public key"));
        }
        try {
            CURVE.decodePoint(publicKey);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(new Refused(RefusalReason.POINT_OFF_CURVE, "public key"));
        }
    }
}
