package dev.tutti.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OwnLogTest {
    private static final Path LOG = Path.of(".tutti", "fleet.log");

    @Test
    void everyPopulationsFleetHasALogOfItsOwnInTheSameFolder() {
        assertThat(OwnLog.named(LOG, "fitness/team")).isEqualTo(LOG.resolveSibling("fleet-fitness+team.log"));
        assertThat(OwnLog.named(LOG, "fitness-team")).isNotEqualTo(OwnLog.named(LOG, "fitness/team"));
        assertThat(OwnLog.named(LOG, "fitness.team")).isNotEqualTo(OwnLog.named(LOG, "fitness/team"));
    }
}
