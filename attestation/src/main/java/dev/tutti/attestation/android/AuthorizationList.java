package dev.tutti.attestation.android;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1TaggedObject;

/**
 * An {@code AuthorizationList}: what the key may do and where it is. A tag that is absent says nothing, and checks count
 * that as no.
 *
 * @param fields the first value of each tag
 * @param repeated whether a tag occurs twice
 */
record AuthorizationList(Map<Integer, ASN1Primitive> fields, boolean repeated) {
    static final int PURPOSE = 1;
    static final int ALL_APPLICATIONS = 600;
    static final int ORIGIN = 702;
    static final int ROOT_OF_TRUST = 704;
    static final int OS_PATCH_LEVEL = 706;
    static final int ATTESTATION_APPLICATION_ID = 709;

    AuthorizationList {
        fields = Map.copyOf(fields);
    }

    /** Reads one; throws IllegalArgumentException for other structures. */
    static AuthorizationList read(ASN1Encodable value) {
        Map<Integer, ASN1Primitive> fields = new HashMap<>();
        boolean repeated = false;
        for (ASN1Encodable each : ASN1Sequence.getInstance(value)) {
            ASN1TaggedObject field = ASN1TaggedObject.getInstance(each);
            repeated |= fields.putIfAbsent(
                            field.getTagNo(), field.getExplicitBaseObject().toASN1Primitive())
                    != null;
        }
        return new AuthorizationList(fields, repeated);
    }

    /** Whether the tag is there. */
    boolean has(int tag) {
        return fields.containsKey(tag);
    }

    /** The tag's value. */
    Optional<ASN1Primitive> get(int tag) {
        return Optional.ofNullable(fields.get(tag));
    }

    /** The tag's value, a number. */
    Optional<Integer> number(int tag) {
        return get(tag).map(value -> ASN1Integer.getInstance(value).intValueExact());
    }

    /** The tag's value, a set of numbers; empty if it is not there. */
    List<Integer> numbers(int tag) {
        return get(tag).map(value -> java.util.Arrays.stream(
                                ASN1Set.getInstance(value).toArray())
                        .map(each -> ASN1Integer.getInstance(each).intValueExact())
                        .toList())
                .orElse(List.of());
    }
}
