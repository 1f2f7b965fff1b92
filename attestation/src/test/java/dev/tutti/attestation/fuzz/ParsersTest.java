package dev.tutti.attestation.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.attestation.fixture.Damage;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each parser on good bytes, every beginning of them, and seeded damage; {@code -Pfuzz} searches on. */
final class ParsersTest {
    @ParameterizedTest
    @EnumSource(FuzzTarget.class)
    void goodBytesAreReadAndOthersReadOrRefused(FuzzTarget target) {
        List<byte[]> seeds = target.seeds();
        assertThat(seeds).allMatch(target::run);
        assertThat(target.run(new byte[0])).isFalse();
        for (byte[] seed : seeds) {
            Damage.truncated(seed, bytes -> assertThat(target.run(bytes)).isFalse());
            Damage.flipped(seed, target::run);
        }
    }
}
