package dev.tutti.device.enclave.key;

/** Why an enclave cannot do what it was asked. */
public enum EnclaveFault {
    /** A library, a provider or a device is not on this machine, or cannot be opened. */
    NOT_INSTALLED,
    /** The token does not take the PIN, or has locked it. Not tried again: every try may bring the lock nearer. */
    WRONG_PIN,
    /** There is no key where one is expected. */
    NO_KEY,
    /** There is a key, but not one that is safe here: it may leave the hardware, or is of another kind. */
    KEY_REFUSED,
    /** There is another key than before: this would be another device. */
    KEY_CHANGED,
    /** The hardware does not answer, was taken away, or logged us out. Trying again may help. */
    UNAVAILABLE,
    /** The hardware answered with something it must not answer with. */
    FAULTY,
    /** The hardware cannot show the evidence that enrolment asks for, or the challenge is not for it. */
    NO_EVIDENCE,
    /** The enrolment service gave a credential that is not for this key. */
    CREDENTIAL_REFUSED,
    /** There is no credential that is still valid, and none could be fetched. Trying again may help. */
    NO_CREDENTIAL
}
