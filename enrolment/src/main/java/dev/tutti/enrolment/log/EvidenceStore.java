package dev.tutti.enrolment.log;

import dev.tutti.enrolment.store.Disk;
import dev.tutti.enrolment.store.EnrolmentStoreException;
import dev.tutti.enrolment.store.StoreFault;
import dev.tutti.enrolment.store.WholeFile;
import dev.tutti.secagg.codec.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Dossiers by their hash: what a decryptor's spot check reads again. What it gives has the hash that was asked for. */
final class EvidenceStore {
    private final Disk disk;
    private final Path folder;

    EvidenceStore(Disk disk, Path folder) {
        this.disk = disk;
        this.folder = folder;
    }

    /** Stores evidence durably; once, however often it is given. */
    void put(Digest hash, byte[] evidence) throws IOException {
        Path file = file(hash);
        Path shelf = folder.resolve(hash.hex().substring(0, 2));
        if (!Files.exists(shelf)) {
            Files.createDirectories(shelf);
            disk.sync(folder);
        }
        // A file of that name may be half of one: its rename can reach the disk before this process knows of it.
        if (!Files.exists(file) || !Digest.sha256(Files.readAllBytes(file)).equals(hash)) {
            WholeFile.write(disk, file, List.of(evidence));
        }
    }

    /** The evidence, or empty if there is none of that hash. */
    Optional<byte[]> get(Digest hash) {
        Path file = file(hash);
        try {
            byte[] evidence = Files.readAllBytes(file);
            if (!Digest.sha256(evidence).equals(hash)) {
                throw new EnrolmentStoreException(
                        StoreFault.DAMAGED, file + " is damaged: expected evidence of the hash it is named by", null);
            }
            return Optional.of(evidence);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new EnrolmentStoreException(StoreFault.UNUSABLE, file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private Path file(Digest hash) {
        return folder.resolve(hash.hex().substring(0, 2)).resolve(hash.hex());
    }
}
