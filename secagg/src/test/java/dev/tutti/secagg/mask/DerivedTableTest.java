package dev.tutti.secagg.mask;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tutti.secagg.fixture.DerivedConstants;
import java.io.IOException;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The sampler's table is the one that {@code docs/parameters} derives. */
final class DerivedTableTest {
    @Test
    void everyEntryIsTheOneDerivedFromTheDefinition() throws IOException {
        JsonNode sampler = DerivedConstants.of("sampler");
        assertThat(GaussianSampler.SIGMA).isEqualTo(sampler.get("sigma").asDouble());
        assertThat(CumulativeTable.table())
                .containsExactly(StreamSupport.stream(sampler.get("entries").spliterator(), false)
                        .mapToLong(JsonNode::asLong)
                        .toArray());
    }

    @Test
    void theTableIsFarCloserToTheGaussianThanItsDocumentPromises() throws IOException {
        assertThat(DerivedConstants.of("sampler")
                        .get("statistical_distance_bits")
                        .asDouble())
                .isGreaterThan(57);
    }
}
