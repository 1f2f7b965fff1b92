package dev.tutti.secagg.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/**
 * Inputs kept from earlier searches: a text file per target, one input a line in hexadecimal, {@code #} before a remark.
 * An input that once showed a fault stays for good.
 */
final class Corpus {
    private Corpus() {}

    /** The kept inputs of a target; none if it has no file. */
    static List<byte[]> of(FuzzTarget target) {
        if (target.name().equals(FuzzTargets.MIXED)) {
            return FuzzTargets.prefixed(Corpus::of);
        }
        try (InputStream file = Corpus.class.getResourceAsStream(target.name() + ".txt")) {
            if (file == null) {
                return List.of();
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(HexFormat.of()::parseHex)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes inputs to a directory, one file each, as the fuzzer wants them. */
    static void write(List<byte[]> inputs, Path directory) throws IOException {
        Files.createDirectories(directory);
        for (int i = 0; i < inputs.size(); i++) {
            Files.write(directory.resolve("kept-" + i), inputs.get(i));
        }
    }
}
