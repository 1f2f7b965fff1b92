package dev.tutti.secagg.seal;

import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.statement.CommitteeParameters;
import dev.tutti.secagg.statement.RoundId;

/**
 * What a sealed share belongs to. It opens under these values only, so it cannot be replayed to another round, as
 * another device's, at another seat or beside another ciphertext.
 *
 * @param announcement annHash
 * @param round round
 * @param device contributor
 * @param memberIndex seat it is sealed to, 1-based
 * @param ciphertextDigest H(c)
 */
public record ShareBinding(
        Digest announcement, RoundId round, DeviceId device, int memberIndex, Digest ciphertextDigest) {

    private static final String LABEL = "tutti/share/v1";

    public ShareBinding {
        Expect.inRange("memberIndex", memberIndex, 1, CommitteeParameters.MAX_MEMBERS);
    }

    /** HPKE's {@code info}: annHash ‖ label. */
    byte[] info() {
        return new CanonicalWriter(LABEL).digest(announcement).toBytes();
    }

    /** HPKE's {@code aad}: round ‖ deviceId ‖ memberIndex ‖ H(c). */
    byte[] additionalData() {
        return new CanonicalWriter(LABEL)
                .bytes(round.encode())
                .device(device)
                .int8(memberIndex)
                .digest(ciphertextDigest)
                .toBytes();
    }
}
