package dev.tutti.simulator.enclave;

import dev.tutti.attestation.policy.AttestationPolicy;
import dev.tutti.attestation.policy.Concession;
import dev.tutti.device.enclave.Enclave;
import dev.tutti.device.enclave.pkcs11.Pkcs11Enclave;
import dev.tutti.device.enclave.pkcs11.Pkcs11Token;
import dev.tutti.secagg.statement.Platform;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One token of SoftHSM2 with a key for each device. Its library reads its settings once per process, from the file that
 * {@value #CONFIGURATION} names in the environment: so that file must be named before the JVM starts, it is written and
 * deleted here, and a process has one such token in its life.
 */
final class SoftHsm implements KeyKeeper {
    /** Names the settings' file. */
    static final String CONFIGURATION = "SOFTHSM2_CONF";

    private static final Logger LOG = LoggerFactory.getLogger(SoftHsm.class);

    private static final String TOOL = "softhsm2-util";

    /** Where Debian, and then others, put the library. */
    private static final List<Path> LIBRARIES = List.of(
            Path.of("/usr/lib/softhsm/libsofthsm2.so"),
            Path.of("/usr/lib64/softhsm/libsofthsm2.so"),
            Path.of("/usr/lib64/pkcs11/libsofthsm2.so"),
            Path.of("/opt/homebrew/lib/softhsm/libsofthsm2.so"));

    private static final Pattern SLOT = Pattern.compile("reassigned to slot (\\d+)");

    private final Path configuration;
    private final Pkcs11Token token;
    private final String pin;
    private final Thread atExit;

    private SoftHsm(Path configuration, Pkcs11Token token, String pin, Thread atExit) {
        this.configuration = configuration;
        this.token = token;
        this.pin = pin;
        this.atExit = atExit;
    }

    /** What this machine lacks, in words with the Debian package; empty if nothing. */
    static Optional<String> missing() {
        String path = System.getenv().getOrDefault("PATH", "");
        boolean tool = Arrays.stream(path.split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, TOOL)));
        return tool && library().isPresent()
                ? Optional.empty()
                : Optional.of(TOOL + " and its library (Debian: softhsm2)");
    }

    private static Optional<Path> library() {
        return LIBRARIES.stream().filter(Files::exists).findFirst();
    }

    /**
     * Makes the token.
     *
     * @param folder where it lives
     * @throws EnclavesException MISSING if the settings' file was not named when this process started, FAILED
     */
    static SoftHsm start(Path folder) throws EnclavesException {
        Path configuration = configuration();
        Thread atExit = new Thread(() -> delete(configuration), "softhsm-exit");
        Runtime.getRuntime().addShutdownHook(atExit);
        // A PIN that nobody knew before, for the one run that the token lives. Others on this machine may see it.
        String pin = String.format("%08d", new SecureRandom().nextInt(100_000_000));
        try {
            Path tokens = Files.createDirectories(folder);
            Files.writeString(
                    configuration,
                    "directories.tokendir = " + tokens + "\nobjectstore.backend = file\nlog.level = ERROR\n");
            String said = said(TOOL, "--init-token", "--free", "--label", "tutti", "--so-pin", pin, "--pin", pin);
            Matcher slot = SLOT.matcher(said);
            if (!slot.find()) {
                throw new IOException(TOOL + ": expected the slot of a new token, it said: " + said);
            }
            return new SoftHsm(
                    configuration,
                    Pkcs11Token.inSlot(library().orElseThrow(), Long.parseLong(slot.group(1))),
                    pin,
                    atExit);
        } catch (IOException e) {
            delete(configuration);
            throw new EnclavesException(
                    EnclavesException.Fault.FAILED, "expected SoftHSM2 to make a token: " + e.getMessage(), e);
        }
    }

    private static Path configuration() throws EnclavesException {
        String named = System.getenv(CONFIGURATION);
        if (named == null || Files.exists(Path.of(named))) {
            // A file that is there is somebody's own: their tokens are not for us.
            throw new EnclavesException(
                    EnclavesException.Fault.MISSING,
                    "expected " + CONFIGURATION + " to name a file that does not exist, as ./tutti does; got "
                            + (named == null ? "nothing" : named));
        }
        return Path.of(named).toAbsolutePath();
    }

    private static String said(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException(command[0] + " failed: " + said);
            }
            return said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + command[0], e);
        } finally {
            process.destroy();
        }
    }

    private static void delete(Path configuration) {
        try {
            Files.deleteIfExists(configuration);
        } catch (IOException e) {
            LOG.warn("{} was not deleted", configuration, e);
        }
    }

    @Override
    public AttestationPolicy policy() {
        return AttestationPolicy.forDevelopment(FleetEnrolment.POLICY_VERSION, Set.of(Concession.PLAIN_TOKENS))
                .allow(Platform.PKCS11)
                .build();
    }

    @Override
    public Enclave open(int device, FleetEnrolment enrolment) {
        return Pkcs11Enclave.openOrGenerate(
                token, "device-" + device, pin::toCharArray, enrolment.token(device), Clock.systemUTC());
    }

    /** Takes its settings away. The token itself goes with its folder. */
    @Override
    public void close() {
        delete(configuration);
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            LOG.trace("already exiting", e);
        }
    }
}
