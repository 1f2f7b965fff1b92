package dev.tutti.device.store;

/** What kind of message left the device. */
public enum EgressKind {
    /** Fresh one-time public keys: "I can decrypt". */
    CHECK_IN,
    /** A masked update: chunks, sealed shares and signed header. */
    UPDATE,
    /** A decryptor's vote. */
    VOTE,
    /** A decryptor's refusal to vote: a reason code and nothing else. */
    REFUSAL,
    /** A decryptor's sum of shares. */
    REPLY
}
