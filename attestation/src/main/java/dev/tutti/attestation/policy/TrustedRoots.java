package dev.tutti.attestation.policy;

import dev.tutti.secagg.codec.Digest;
import java.util.List;
import java.util.Set;

/**
 * Roots of one platform, known by their keys: the certificate of a root key is reissued, the key is not.
 *
 * @param pins SHA-256 of each SubjectPublicKeyInfo
 * @param keys the SubjectPublicKeyInfo of those roots that devices do not send along; each is pinned too
 */
public record TrustedRoots(Set<Digest> pins, List<byte[]> keys) {
    /** Trusts nothing. */
    static final TrustedRoots NONE = new TrustedRoots(Set.of(), List.of());

    public TrustedRoots {
        pins = Set.copyOf(pins);
        keys = keys.stream().map(byte[]::clone).toList();
    }

    /** Copies. */
    @Override
    public List<byte[]> keys() {
        return keys.stream().map(byte[]::clone).toList();
    }
}
