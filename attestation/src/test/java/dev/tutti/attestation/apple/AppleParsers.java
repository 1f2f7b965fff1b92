package dev.tutti.attestation.apple;

import dev.tutti.attestation.apple.AppleAssertion.SignedData;
import dev.tutti.attestation.check.RefusedException;
import java.util.List;

/** This package's parsers, for the search. */
public final class AppleParsers {
    private AppleParsers() {}

    /** Whether it is an attestation object. */
    public static boolean attestationObject(byte[] bytes) {
        try {
            AuthenticatorData.parseAttested(AttestationObject.parse(bytes).authenticatorData());
            return true;
        } catch (RefusedException e) {
            return false;
        }
    }

    /** Whether it is an assertion. */
    public static boolean assertion(byte[] bytes) {
        try {
            AuthenticatorData.parse(SignedData.parse(bytes).authenticatorData());
            return true;
        } catch (RefusedException e) {
            return false;
        }
    }

    /** A good one. */
    public static List<byte[]> attestationObjects() {
        return List.of(new TestPhone().evidence().attestationObject());
    }

    /** A good one. */
    public static List<byte[]> assertions() {
        return List.of(TestPhone.assertion(TestPhone.APP, 1, new byte[32]));
    }
}
