package dev.tutti.device.enclave.tpm;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import tss.TpmDevice;

/**
 * Commands out, responses in, each with its length in its header (TPM 2.0 Library, part 1, 18). A stream that ends in
 * the midst of a response, or gives more than one, is an error and never a wait without end.
 */
final class TpmStream extends TpmDevice {
    /** Tag, length and code. */
    private static final int HEADER_BYTES = 10;

    private static final int LENGTH_OFFSET = 2;

    /** No command or response is longer (TPM_PT_MAX_RESPONSE_SIZE). */
    private static final int MAX_BYTES = 4096;

    private final InputStream in;
    private final OutputStream out;
    private final Closeable channel;

    TpmStream(InputStream in, OutputStream out, Closeable channel) {
        this.in = in;
        this.out = out;
        this.channel = channel;
    }

    /** Was connected when made. */
    @Override
    public boolean connect() {
        return true;
    }

    @Override
    public void dispatchCommand(byte[] command) {
        try {
            // In one piece: a device file takes a command per write.
            out.write(command);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public byte[] getResponse() {
        byte[] buffer = new byte[MAX_BYTES];
        int have = 0;
        try {
            while (have < HEADER_BYTES || have < lengthOf(buffer)) {
                int read = in.read(buffer, have, MAX_BYTES - have);
                if (read < 0) {
                    throw new EOFException("the TPM's connection ended after " + have + " bytes of a response");
                }
                have += read;
            }
            if (have != lengthOf(buffer)) {
                throw new IOException("expected one response of " + lengthOf(buffer) + " bytes, found " + have);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Arrays.copyOf(buffer, have);
    }

    private static int lengthOf(byte[] response) throws IOException {
        int length = ByteBuffer.wrap(response).getInt(LENGTH_OFFSET);
        if (length < HEADER_BYTES || length > MAX_BYTES) {
            throw new IOException(
                    "expected a response of " + HEADER_BYTES + " to " + MAX_BYTES + " bytes, found one of " + length);
        }
        return length;
    }

    /** Responses are waited for. */
    @Override
    public boolean responseReady() {
        return true;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
