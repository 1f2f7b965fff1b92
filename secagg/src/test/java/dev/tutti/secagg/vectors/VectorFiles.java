package dev.tutti.secagg.vectors;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;

/** All vector files, by name. */
final class VectorFiles {
    /** Where they are committed. */
    static final Path FOLDER = Path.of("src", "test", "resources", "vectors", "v1");

    private static final Map<String, Supplier<ObjectNode>> FILES = new TreeMap<>(Map.ofEntries(
            Map.entry("worked", WorkedVectors::file),
            Map.entry("encode", EncodeVectors::file),
            Map.entry("slots", SlotVectors::file),
            Map.entry("layout", LayoutVectors::file),
            Map.entry("ring", RingVectors::file),
            Map.entry("sharing", SharingVectors::file),
            Map.entry("degree", DegreeVectors::file),
            Map.entry("sealing", SealingVectors::file),
            Map.entry("xwing", XWingVectors::file),
            Map.entry("two_primes", TwoPrimeVectors::file),
            Map.entry("outliers", OutlierVectors::file),
            Map.entry("search", SearchVectors::file),
            Map.entry("merkle", MerkleVectors::file),
            Map.entry("statements", StatementVectors::file),
            Map.entry("round", RoundVectors::file)));

    private VectorFiles() {}

    static Iterable<String> names() {
        return FILES.keySet();
    }

    /** What the code gives: the text of the file. */
    static String text(String name) throws IOException {
        DefaultIndenter lines = new DefaultIndenter(" ", "\n");
        return new ObjectMapper()
                        .writer(new DefaultPrettyPrinter().withObjectIndenter(lines))
                        .writeValueAsString(
                                Objects.requireNonNull(FILES.get(name)).get())
                + "\n";
    }
}
