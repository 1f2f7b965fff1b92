package dev.tutti.device.enclave.tpm;

import dev.tutti.secagg.codec.Expect;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;

/** Which TPM to use. Always named, never searched for. */
public final class TpmAddress {
    /** A hardware TPM may take a minute to find the primes of an RSA key. */
    private static final int ANSWER_MILLIS = 120_000;

    private static final int CONNECT_MILLIS = 10_000;

    /** Connects. */
    @FunctionalInterface
    interface Opening {
        TpmStream open() throws IOException;
    }

    private final String name;
    private final Opening opening;

    /** With a way to connect of its own: a test's TPM moves. */
    TpmAddress(String name, Opening opening) {
        this.name = name;
        this.opening = opening;
    }

    /** The TPM of this machine behind Linux' resource manager, {@code /dev/tpmrm0}. */
    public static TpmAddress ofThisMachine() {
        return device(Path.of("/dev/tpmrm0"));
    }

    /** The TPM behind a Linux device file. Wants a resource manager's: others may be in use by somebody else. */
    public static TpmAddress device(Path file) {
        return new TpmAddress(file.toString(), () -> openDevice(file.toFile()));
    }

    /**
     * A software TPM that takes the raw command stream over TCP, as swtpm does. Whoever can read that process has the
     * keys: for development only.
     */
    public static TpmAddress emulator(String host, int port) {
        Expect.inRange("port", port, 1, 65_535);
        return new TpmAddress("emulator at " + host + ":" + port, () -> openSocket(new InetSocketAddress(host, port)));
    }

    private static TpmStream openDevice(File file) throws IOException {
        if (!file.exists()) {
            // Opening for writing would make an ordinary file of that name.
            throw new IOException("no such device");
        }
        RandomAccessFile device = new RandomAccessFile(file, "rw");
        return new TpmStream(new FileInputStream(device.getFD()), new FileOutputStream(device.getFD()), device);
    }

    private static TpmStream openSocket(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(address, CONNECT_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.setTcpNoDelay(true);
            return new TpmStream(socket.getInputStream(), socket.getOutputStream(), socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    TpmStream open() throws IOException {
        return opening.open();
    }

    @Override
    public String toString() {
        return name;
    }
}
