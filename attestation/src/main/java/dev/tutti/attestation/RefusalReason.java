package dev.tutti.attestation;

/** Why evidence was refused: the first check that failed, in the order that the platform's verifier documents. */
public enum RefusalReason {
    /** The policy does not admit this kind of evidence. */
    PLATFORM_NOT_ALLOWED,
    /** A key in ordinary memory, or one that nobody vouched for. */
    SOFTWARE_KEY,
    /** The key is kept less well than the policy asks. */
    LEVEL_TOO_LOW,
    /** An emulator's evidence where the policy does not name emulators. */
    EMULATOR,
    /** The evidence was made for another challenge, or for none. */
    CHALLENGE_MISMATCH,
    /** The key is not on P-256. */
    NOT_P256,
    /** The public key is no point of its curve. */
    POINT_OFF_CURVE,
    /** A signature other than a certificate's does not verify. */
    BAD_SIGNATURE,

    /** There is no certificate. */
    CHAIN_EMPTY,
    /** More than {@link EvidenceBounds#CHAIN_LENGTH} certificates. */
    CHAIN_TOO_LONG,
    /** A certificate of more than {@link EvidenceBounds#CERTIFICATE_BYTES}. */
    CERTIFICATE_TOO_LARGE,
    /** More than {@link EvidenceBounds#CHAIN_BYTES} in all. */
    CHAIN_TOO_LARGE,
    /** Bytes that are no X.509 certificate, or nested too deep to be one. */
    MALFORMED_CERTIFICATE,
    /** A certificate with the same extension twice (RFC 5280, 4.2). */
    DUPLICATE_EXTENSION,
    /** A critical extension that nothing here understands (RFC 5280, 4.2). */
    UNKNOWN_CRITICAL_EXTENSION,
    /** The root comes first. */
    CHAIN_REVERSED,
    /** The chain ends at no root that the policy trusts; an empty policy trusts none. */
    UNTRUSTED_ROOT,
    /** A certificate names another issuer than the next one's subject. */
    ISSUER_MISMATCH,
    /** Signed with an algorithm that can be forged, such as SHA-1, or that is not used here. */
    WEAK_SIGNATURE_ALGORITHM,
    /** A certificate is not signed by the next one's key. */
    BAD_CERTIFICATE_SIGNATURE,
    /** A certificate was issued by one that may not issue any. */
    NOT_A_CA,
    /** More certificates below an authority than it may have there. */
    PATH_TOO_LONG,
    /** A certificate's time has not come. */
    NOT_YET_VALID,
    /** A certificate's time is over. */
    EXPIRED,
    /** There is no revocation list, or it is older than the policy allows. */
    REVOCATION_LIST_STALE,
    /** The maker withdrew a certificate. */
    REVOKED,
    /** The maker suspended a certificate. */
    SUSPENDED,

    /** The key's certificate says nothing about the key. */
    NO_ATTESTATION,
    /** A certificate above the first says something about a key: the chain goes on below an attested key. */
    ATTESTATION_IN_INTERMEDIATE,
    /** The description of the key is not in the one form it has. */
    MALFORMED_KEY_DESCRIPTION,
    /** The description of the key is not canonical DER. */
    NOT_CANONICAL_DER,
    /** The description of the key says one thing twice. */
    DUPLICATE_TAG,
    /** A security level that is not known. */
    UNKNOWN_SECURITY_LEVEL,
    /** The attestation itself was made in software. */
    SOFTWARE_ATTESTATION,
    /** The key is kept in software. */
    SOFTWARE_KEYMINT,
    /** The key was not made in the hardware. */
    KEY_IMPORTED,
    /** The key may not sign. */
    PURPOSE_NOT_SIGN,
    /** The key may do more than sign: certify other keys, say. */
    PURPOSE_TOO_WIDE,
    /** Any app on the device may use the key. */
    ALL_APPLICATIONS,
    /** The hardware does not say what was booted. */
    NO_ROOT_OF_TRUST,
    /** The bootloader is unlocked. */
    DEVICE_UNLOCKED,
    /** Something other than the maker's system was booted. */
    BOOT_NOT_VERIFIED,
    /** The system is older than the policy allows, or its age is not said. */
    PATCH_LEVEL_TOO_OLD,
    /** The key belongs to no app of the policy. */
    APP_NOT_ALLOWED,
    /** The app is signed by somebody else. */
    SIGNER_NOT_ALLOWED,

    /** Bytes that are not the CBOR object they should be. */
    MALFORMED_CBOR,
    /** Not of the format {@code apple-appattest}. */
    WRONG_FORMAT,
    /** The authenticator's data is too short, too long or lacks its flags. */
    MALFORMED_AUTHENTICATOR_DATA,
    /** The key's id is not the hash of the key. */
    KEY_ID_MISMATCH,
    /** The attested credential is another than the key. */
    CREDENTIAL_ID_MISMATCH,
    /** A new key's counter is not zero. */
    COUNTER_NOT_ZERO,
    /** The counter is not above the last one. */
    COUNTER_NOT_RISING,
    /** Made in Apple's development environment where the policy does not name it. */
    DEVELOPMENT_ENVIRONMENT,
    /** Made in an environment that is not known. */
    UNKNOWN_ENVIRONMENT,

    /** Bytes that are not the TPM structure they should be. */
    MALFORMED_TPM_STRUCTURE,
    /** The certificate is not for an endorsement key. */
    NOT_AN_ENDORSEMENT_CERTIFICATE,
    /** The attestation key may leave the TPM, was made outside it, or signs what the TPM did not say. */
    ATTESTATION_KEY_ATTRIBUTES,
    /** The signing key may leave the TPM, was made outside it, or does more or less than sign. */
    SIGNING_KEY_ATTRIBUTES,
    /** What was signed is not a TPM's own word. */
    NOT_TPM_GENERATED,
    /** The TPM said something else than that it has a key. */
    NOT_A_CERTIFICATION,
    /** The TPM has certified another key. */
    NAME_MISMATCH
}
