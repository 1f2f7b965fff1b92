package dev.tutti.attestation.android;

import dev.tutti.attestation.RefusalReason;
import dev.tutti.attestation.check.RefusedException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;

/**
 * {@code KeyDescription}: what the hardware says about a key. What the hardware itself enforces stands apart from what
 * the operating system only promises.
 *
 * @param attestationLevel where the description was made: 0 software, 1 trusted environment, 2 StrongBox
 * @param keyMintLevel where the key lives, likewise
 * @param challenge what it was made for
 * @param repeatedTag whether one of the lists has a tag twice
 * @param purposes what the hardware lets the key do: 2 sign, 3 verify
 * @param allApplications whether the hardware lets every app use it
 * @param origin how the hardware got it: 0 made there
 * @param boot what was booted, as the hardware says
 * @param osPatchLevel the system's age, year and month in six digits
 * @param application which app made it, as the operating system says
 */
@SuppressWarnings("ArrayRecordComponent") // lives as long as one verification, nobody compares it
record KeyDescription(
        int attestationLevel,
        int keyMintLevel,
        byte[] challenge,
        boolean repeatedTag,
        List<Integer> purposes,
        boolean allApplications,
        Optional<Integer> origin,
        Optional<BootState> boot,
        Optional<Integer> osPatchLevel,
        Optional<ApplicationId> application) {
    private static final int FIELDS = 8;

    KeyDescription {
        purposes = List.copyOf(purposes);
    }

    /** Reads one, bounded before; refused as MALFORMED_KEY_DESCRIPTION if it is of another structure. */
    static KeyDescription parse(byte[] der) throws RefusedException {
        try {
            ASN1Sequence sequence = ASN1Sequence.getInstance(ASN1Primitive.fromByteArray(der));
            if (sequence.size() != FIELDS) {
                throw new IllegalArgumentException("expected " + FIELDS + " fields");
            }
            ASN1Integer.getInstance(sequence.getObjectAt(0));
            ASN1Integer.getInstance(sequence.getObjectAt(2));
            ASN1OctetString.getInstance(sequence.getObjectAt(5));
            AuthorizationList software = AuthorizationList.read(sequence.getObjectAt(6));
            AuthorizationList hardware = AuthorizationList.read(sequence.getObjectAt(7));
            return new KeyDescription(
                    enumerated(sequence.getObjectAt(1)),
                    enumerated(sequence.getObjectAt(3)),
                    ASN1OctetString.getInstance(sequence.getObjectAt(4)).getOctets(),
                    software.repeated() || hardware.repeated(),
                    hardware.numbers(AuthorizationList.PURPOSE),
                    hardware.has(AuthorizationList.ALL_APPLICATIONS)
                            || software.has(AuthorizationList.ALL_APPLICATIONS),
                    hardware.number(AuthorizationList.ORIGIN),
                    hardware.get(AuthorizationList.ROOT_OF_TRUST).map(BootState::read),
                    hardware.number(AuthorizationList.OS_PATCH_LEVEL),
                    software.get(AuthorizationList.ATTESTATION_APPLICATION_ID).map(ApplicationId::read));
        } catch (IOException | RuntimeException e) {
            // The library answers malformed structures with whatever exception they lead to.
            throw new RefusedException(RefusalReason.MALFORMED_KEY_DESCRIPTION, "key description");
        }
    }

    private static int enumerated(ASN1Encodable value) {
        return ASN1Enumerated.getInstance(value).intValueExact();
    }
}
