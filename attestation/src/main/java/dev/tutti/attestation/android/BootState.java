package dev.tutti.attestation.android;

import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;

/**
 * {@code RootOfTrust}: what was booted.
 *
 * @param deviceLocked whether the bootloader is
 * @param verifiedBootState 0 is the maker's system, 1 the owner's, 2 anything, 3 a failure
 */
record BootState(boolean deviceLocked, int verifiedBootState) {
    /** Reads one; throws IllegalArgumentException for other structures. */
    static BootState read(ASN1Encodable value) {
        ASN1Sequence sequence = ASN1Sequence.getInstance(value);
        // Versions 1 and 2 have no hash of what was booted.
        if (sequence.size() != 3 && sequence.size() != 4) {
            throw new IllegalArgumentException("expected a root of trust");
        }
        ASN1OctetString.getInstance(sequence.getObjectAt(0));
        return new BootState(
                ASN1Boolean.getInstance(sequence.getObjectAt(1)).isTrue(),
                ASN1Enumerated.getInstance(sequence.getObjectAt(2)).intValueExact());
    }
}
