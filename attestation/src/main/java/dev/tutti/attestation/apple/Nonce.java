package dev.tutti.attestation.apple;

import dev.tutti.attestation.Attestation.Refused;
import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.Check;
import dev.tutti.attestation.check.Circumstances;
import dev.tutti.secagg.codec.Digest;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;

/** Steps 2 to 4: Apple's certificate names SHA-256 of the authenticator data and the challenge, so neither is anybody else's. */
final class Nonce implements Check<AppleStatement> {
    /** Apple's extension with the nonce: a sequence of one octet string, tagged 1. */
    static final ASN1ObjectIdentifier NONCE = new ASN1ObjectIdentifier("1.2.840.113635.100.8.2");

    private static final byte[] HEADER = {0x30, 0x24, (byte) 0xa1, 0x22, 0x04, 0x20};

    @Override
    public Optional<Refused> examine(AppleStatement statement, Circumstances circumstances) {
        byte[] nonce = Digest.sha256(statement.object().authenticatorData(), circumstances.challenge())
                .bytes();
        byte[] expected = Arrays.copyOf(HEADER, HEADER.length + nonce.length);
        System.arraycopy(nonce, 0, expected, HEADER.length, nonce.length);
        boolean same = statement
                .leaf()
                .extension(NONCE)
                .map(found -> MessageDigest.isEqual(found, expected))
                .orElse(false);
        return same ? Optional.empty() : Optional.of(new Refused(RefusalReason.CHALLENGE_MISMATCH, "nonce"));
    }
}
