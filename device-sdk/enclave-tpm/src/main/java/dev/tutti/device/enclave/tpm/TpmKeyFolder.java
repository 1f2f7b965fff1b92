package dev.tutti.device.enclave.tpm;

import dev.tutti.device.enclave.key.EnclaveException;
import dev.tutti.device.enclave.key.EnclaveFault;
import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.MalformedMessageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The folder where the two keys lie between uses, in one file, so that one is never there without the other. Whoever
 * can write it can take the device's key away, or put back an older one of this TPM; nobody can read the keys from it.
 */
final class TpmKeyFolder {
    private static final String LABEL = "tutti/tpm-keys/v1";

    /**
     * Both keys.
     *
     * @param signing signs statements
     * @param attesting certifies the other one
     */
    record Keys(TpmKeyBlob signing, TpmKeyBlob attesting) {}

    private final Path folder;

    TpmKeyFolder(Path folder) {
        this.folder = folder;
    }

    private Path file() {
        return folder.resolve("tpm-keys");
    }

    /**
     * The keys, or empty if there are none yet.
     *
     * @throws EnclaveException KEY_REFUSED if the file is not what was written, UNAVAILABLE if it cannot be read
     */
    Optional<Keys> read() {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new EnclaveException(EnclaveFault.UNAVAILABLE, "could not read " + file(), e);
        }
        try {
            return Optional.of(
                    CanonicalReader.decode(bytes, LABEL, in -> new Keys(TpmKeyBlob.read(in), TpmKeyBlob.read(in))));
        } catch (MalformedMessageException e) {
            throw new EnclaveException(EnclaveFault.KEY_REFUSED, "expected two keys in " + file(), e);
        }
    }

    /** Keeps the keys; once this returns they survive a power cut. UNAVAILABLE if they cannot be written. */
    void write(Keys keys) {
        CanonicalWriter out = new CanonicalWriter(LABEL);
        keys.signing().write(out);
        keys.attesting().write(out);
        Path temporary = folder.resolve("tpm-keys.tmp");
        try {
            Files.createDirectories(folder);
            try (FileChannel channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                ByteBuffer buffer = ByteBuffer.wrap(out.toBytes());
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            Files.move(temporary, file(), StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        } catch (IOException e) {
            throw new EnclaveException(EnclaveFault.UNAVAILABLE, "could not write " + file(), e);
        }
    }
}
