package dev.tutti.device.enclave.pkcs11;

/** Asks for the token's PIN: the user, or wherever the app keeps it. */
@FunctionalInterface
public interface PinSource {
    /** The PIN, in an array of its own: it is overwritten with zeros as soon as the token has seen it. */
    char[] pin();
}
