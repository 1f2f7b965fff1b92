package dev.tutti.device.enclave.tpm.emulator;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TPM 2.0 in software (swtpm), as a process of its own that listens on this machine only. For development: it protects
 * nothing. Its keys live in its folder, so the same folder is the same TPM, switched off and on. It ends with
 * {@link #close()}, or when this JVM exits in good order.
 */
public final class EmulatedTpm implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmulatedTpm.class);

    /** What must be installed, and the Debian package that has it. */
    private static final List<String[]> COMMANDS = List.of(
            new String[] {"swtpm", "swtpm"},
            new String[] {"swtpm_setup", "swtpm-tools"},
            new String[] {"swtpm_localca", "swtpm-tools"},
            new String[] {"certtool", "gnutls-bin"});

    /** A port that is free when asked for may be taken when used. */
    private static final int START_ATTEMPTS = 8;

    private static final int START_SECONDS = 20;
    private static final int MAKE_SECONDS = 120;
    private static final int END_SECONDS = 3;

    private final Process process;
    private final int port;
    private final Thread atExit;

    private EmulatedTpm(Process process, int port, Thread atExit) {
        this.process = process;
        this.port = port;
        this.atExit = atExit;
    }

    /** Whatever starts while this JVM exits is ended at once. */
    private static Thread endsWithUs(Process process, Consumer<Process> end) {
        Thread atExit = new Thread(() -> end.accept(process), "emulated-tpm-exit");
        try {
            Runtime.getRuntime().addShutdownHook(atExit);
            return atExit;
        } catch (IllegalStateException e) {
            end.accept(process);
            throw new EmulatedTpmException("expected a JVM that goes on, found it exiting", e);
        }
    }

    /** Ends what starts processes of its own, and would leave them behind: without them it ends by itself. */
    private static void endWithItsOwn(Process process) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_SECONDS);
        do {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
        } while (!exitsWithin(process, 5, TimeUnit.MILLISECONDS) && System.nanoTime() < until);
        process.destroyForcibly();
    }

    /** What this machine lacks, in words with the Debian package of each; empty if nothing. */
    public static Optional<String> missing() {
        List<String> missing = new ArrayList<>();
        for (String[] command : COMMANDS) {
            if (onPath(command[0]).isEmpty()) {
                missing.add(command[0] + " (Debian: " + command[1] + ")");
            }
        }
        return missing.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", missing));
    }

    private static Optional<Path> onPath(String command) {
        String path = System.getenv("PATH");
        if (path == null) {
            return Optional.empty();
        }
        for (String folder : path.split(":", -1)) {
            Path file = Path.of(folder, command);
            if (Files.isExecutable(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /**
     * Switches on the TPM that lives in {@code folder}; makes it first if there is none, with an endorsement key and
     * its certificate. At most one process may use a folder.
     *
     * @param authority who certifies a new one
     * @throws EmulatedTpmException if something is not installed or does not start
     */
    public static EmulatedTpm start(Path folder, EmulatedTpmAuthority authority) {
        missing().ifPresent(what -> {
            throw new EmulatedTpmException("expected an emulator of TPMs on this machine; missing: " + what);
        });
        Path state = folder.toAbsolutePath().normalize();
        if (!Files.exists(state.resolve("tpm2-00.permall"))) {
            make(state, authority);
        }
        for (int attempt = 1; attempt < START_ATTEMPTS; attempt++) {
            Optional<EmulatedTpm> started = tryToStart(state);
            if (started.isPresent()) {
                return started.get();
            }
            LOG.debug("emulated TPM in {} did not start, attempt {}", state, attempt);
        }
        return tryToStart(state)
                .orElseThrow(() -> new EmulatedTpmException("expected a TPM to start, it said: " + said(logOf(state))));
    }

    private static void make(Path state, EmulatedTpmAuthority authority) {
        Path log = logOf(state);
        try {
            Files.createDirectories(state);
            Process setup = quiet(
                            log,
                            "swtpm_setup",
                            "--tpm2",
                            "--tpmstate",
                            state.toString(),
                            "--config",
                            authority.setupConfiguration().toString(),
                            "--create-ek-cert",
                            "--ecc",
                            "--lock-nvram",
                            "--overwrite")
                    .start();
            Thread atExit = endsWithUs(setup, EmulatedTpm::endWithItsOwn);
            try {
                if (!exits(setup, MAKE_SECONDS) || setup.exitValue() != 0) {
                    setup.destroyForcibly();
                    throw new EmulatedTpmException("expected a TPM to be made, swtpm_setup said: " + said(log));
                }
            } finally {
                forget(atExit);
            }
        } catch (IOException e) {
            throw new EmulatedTpmException("expected to make a TPM in " + state, e);
        }
    }

    private static Optional<EmulatedTpm> tryToStart(Path state) {
        try {
            int port = freePort();
            Process process = quiet(
                            logOf(state),
                            "swtpm",
                            "socket",
                            "--tpm2",
                            "--tpmstate",
                            "dir=" + state,
                            "--server",
                            "type=tcp,port=" + port + ",bindaddr=127.0.0.1",
                            "--flags",
                            "not-need-init,startup-clear")
                    .start();
            Thread atExit = endsWithUs(process, Process::destroy);
            if (listens(process, port)) {
                return Optional.of(new EmulatedTpm(process, port, atExit));
            }
            process.destroyForcibly();
            exits(process, START_SECONDS);
            forget(atExit);
            return Optional.empty();
        } catch (IOException e) {
            throw new EmulatedTpmException("expected to start a TPM in " + state, e);
        }
    }

    private static boolean listens(Process process, int port) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        // Its own end is waited for between the tries: a port taken by somebody else must not pass for ours.
        while (!exitsWithin(process, 20, TimeUnit.MILLISECONDS) && System.nanoTime() < until) {
            try (Socket probe = new Socket()) {
                probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
                return process.isAlive();
            } catch (IOException e) {
                LOG.trace("not yet", e);
            }
        }
        return false;
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private static ProcessBuilder quiet(Path log, String... command) {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    }

    private static Path logOf(Path state) {
        return state.resolve("emulator.log");
    }

    private static String said(Path log) {
        try {
            String text = Files.readString(log);
            return text.substring(Math.max(0, text.length() - 2_000));
        } catch (IOException e) {
            return "nothing (" + e.getMessage() + ")";
        }
    }

    /** Where it listens: always this machine. */
    public String host() {
        return "127.0.0.1";
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** Whether it is still switched on. */
    public boolean isRunning() {
        return process.isAlive();
    }

    /** Switches it off as a power cut does. */
    public void kill() {
        process.destroyForcibly();
        exits(process, START_SECONDS);
        forget(atExit);
    }

    /** Switches it off; returns when it is. */
    @Override
    public void close() {
        process.destroy();
        if (!exits(process, START_SECONDS)) {
            kill();
        }
        forget(atExit);
    }

    private static void forget(Thread atExit) {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            LOG.trace("already exiting", e);
        }
    }

    private static boolean exits(Process process, int seconds) {
        return exitsWithin(process, seconds, TimeUnit.SECONDS);
    }

    private static boolean exitsWithin(Process process, long time, TimeUnit unit) {
        try {
            return process.waitFor(time, unit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            throw new EmulatedTpmException("interrupted while waiting for a TPM", e);
        }
    }

    /** Says where it listens. */
    @Override
    public String toString() {
        return "EmulatedTpm[" + host() + ":" + port + "]";
    }
}
