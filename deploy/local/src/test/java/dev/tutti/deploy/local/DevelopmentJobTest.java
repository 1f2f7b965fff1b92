package dev.tutti.deploy.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.job.config.CommitteeOdds;
import dev.tutti.job.config.InitialModel;
import dev.tutti.job.config.JobConfig;
import dev.tutti.job.config.JobConfigFile;
import dev.tutti.job.config.Revocations;
import dev.tutti.job.config.RoundTiming;
import dev.tutti.job.config.ServerStep;
import dev.tutti.job.config.Sortition;
import dev.tutti.job.config.TaskConfig;
import dev.tutti.job.config.UpdateShape;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevelopmentJobTest {
    @Test
    void whatIsWrittenIsReadBackToTheLastValue(@TempDir Path folder) throws Exception {
        // No value is its default, and no two are the same: a key that is left out or swapped shows.
        TaskConfig task = new TaskConfig(
                        "fitness/local",
                        "demo",
                        "ab".repeat(32),
                        new InitialModel("cd".repeat(32), List.of("models/a", "models/b")),
                        new UpdateShape(91, 7, 1.5f, 0.25f, "UNIFORM", 21, false, 3, 5, 9, 30, 8, 16, 2),
                        10,
                        4,
                        1,
                        17,
                        6,
                        new RoundTiming(31_000, 110, 6_100, 6_200, 61_000, 62_000),
                        ServerStep.fedAdam(0.5f))
                .withOdds(new CommitteeOdds(0.001, 113));
        JobConfig job = new JobConfig(
                        "127.0.0.1:9",
                        "local",
                        "file:///artifacts/",
                        "/keys/operator",
                        List.of("ef".repeat(32)),
                        List.of("SOFTWARE_DEVELOPMENT"),
                        "local-job",
                        3,
                        450,
                        120,
                        List.of(task))
                .withRevocations(new Revocations("file:///revocations", 61_000))
                .withSortition(Sortition.drawnForDevelopment(
                        new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}, 62_000));
        Path file = folder.resolve("job.properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            DevelopmentJob.properties(job).store(writer, null);
        }

        assertThat(JobConfigFile.read(file)).isEqualTo(job);
    }
}
