package dev.tutti.simulator.enclave;

import dev.tutti.device.enclave.tpm.emulator.EmulatedTpm;
import dev.tutti.job.config.JobConfig;
import dev.tutti.secagg.sign.CredentialTrust;
import dev.tutti.secagg.statement.Platform;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What virtual devices keep their keys in. None of it keeps a key from whoever runs this machine. */
public enum EnclaveKind {
    /** The memory of this process. */
    SOFTWARE(Platform.SOFTWARE_DEVELOPMENT, Integer.MAX_VALUE, "keys in plain memory"),
    /** One token of SoftHSM2 for all, with a key for each. */
    PKCS11(Platform.PKCS11, 200, "keys in one emulated PKCS#11 token (SoftHSM2)"),
    /** A TPM for each, swtpm in a process of its own. */
    TPM(Platform.TPM2, 64, "emulated TPMs (swtpm), one process each");

    private final Platform platform;
    private final int mostDevices;
    private final String description;

    EnclaveKind(Platform platform, int mostDevices, String description) {
        this.platform = platform;
        this.mostDevices = mostDevices;
        this.description = description;
    }

    /** Its name on the command line. */
    public String option() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind of that name on the command line. */
    public static Optional<EnclaveKind> ofOption(String option) {
        return Arrays.stream(values())
                .filter(kind -> kind.option().equals(option))
                .findFirst();
    }

    /** The names of all. */
    public static List<String> options() {
        return Arrays.stream(values()).map(EnclaveKind::option).toList();
    }

    /** What credentials for its keys say, and the only thing that they may say. */
    public Platform platform() {
        return platform;
    }

    /** As many as one machine carries. */
    public int mostDevices() {
        return mostDevices;
    }

    /** In a few words, for a person. */
    public String description() {
        return description;
    }

    /** What the job's list of platforms says, so that it accepts these keys and no others. */
    public String jobPlatform() {
        return this == SOFTWARE ? platform.name() : platform.name() + JobConfig.DEVELOPMENT_SUFFIX;
    }

    /** What this machine lacks, in words with the Debian package of each; empty if nothing. */
    public Optional<String> missing() {
        return switch (this) {
            case SOFTWARE -> Optional.empty();
            case PKCS11 -> SoftHsm.missing();
            case TPM -> EmulatedTpm.missing();
        };
    }

    /** Trust in one issuer's credentials for keys of this kind, and in no others. Protects nobody. */
    public CredentialTrust trust(byte[] issuer) {
        return CredentialTrust.forDevelopment(issuer, Set.of(platform));
    }
}
