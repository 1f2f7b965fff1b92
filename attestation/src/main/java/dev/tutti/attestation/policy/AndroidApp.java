package dev.tutti.attestation.policy;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Expect;
import java.util.Set;

/**
 * An Android app that may hold keys.
 *
 * @param packageName such as {@code com.example.keyboard}
 * @param signers SHA-256 of each certificate that may sign it, at least one
 */
public record AndroidApp(String packageName, Set<Digest> signers) {
    public AndroidApp {
        Expect.that(!packageName.isEmpty(), "an app must have a package name");
        Expect.that(!signers.isEmpty(), "an app must have a signer");
        signers = Set.copyOf(signers);
    }
}
