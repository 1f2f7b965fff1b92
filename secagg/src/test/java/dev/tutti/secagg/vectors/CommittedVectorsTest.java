package dev.tutti.secagg.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The committed vectors are what the code gives. After a deliberate change of the protocol, {@code mvn -pl secagg test
 * -Dtest=CommittedVectorsTest -Dtutti.vectors=write} writes them anew.
 */
final class CommittedVectorsTest {
    @ParameterizedTest
    @MethodSource("names")
    void theCommittedFileIsWhatTheCodeGives(String name) throws IOException {
        Path file = VectorFiles.FOLDER.resolve(name + ".json");
        String given = VectorFiles.text(name);
        if ("write".equals(System.getProperty("tutti.vectors"))) {
            Files.createDirectories(VectorFiles.FOLDER);
            Files.writeString(file, given);
        }
        assertThat(Files.readString(file)).isEqualTo(given);
    }

    static Iterable<String> names() {
        return VectorFiles.names();
    }
}
