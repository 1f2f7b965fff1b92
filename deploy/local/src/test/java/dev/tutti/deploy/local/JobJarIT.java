package dev.tutti.deploy.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is in the jar that is submitted, and what must not be. */
class JobJarIT {
    private JarFile jar;

    @BeforeEach
    void theJar() throws Exception {
        jar = new JarFile(new Distribution(Path.of("..", "..")).jobJar().toFile());
    }

    @AfterEach
    void closed() throws Exception {
        jar.close();
    }

    @Test
    void itStartsTheJobAndBringsWhatTheClusterLacks() throws Exception {
        assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class")).isEqualTo("dev.tutti.job.TuttiJob");
        assertThat(names())
                .contains(
                        "dev/tutti/job/TuttiJob.class",
                        "dev/tutti/secagg/sign/OperatorKey.class",
                        "org/apache/flink/connector/kafka/source/KafkaSource.class",
                        "org/apache/kafka/clients/consumer/KafkaConsumer.class",
                        "org/apache/avro/Schema.class",
                        "org/bouncycastle/math/ec/rfc8032/Ed25519.class");
    }

    @Test
    void itHoldsNoSecondFlinkNoLoggerAndNoSignatureOfAnotherJar() {
        assertThat(names())
                .noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|DSA|RSA)"))
                .noneMatch(name -> name.startsWith("org/slf4j/") || name.startsWith("org/apache/logging/"))
                .doesNotContain(
                        "org/apache/flink/configuration/Configuration.class",
                        "org/apache/flink/runtime/taskexecutor/TaskExecutor.class",
                        "org/apache/flink/streaming/api/environment/StreamExecutionEnvironment.class");
    }

    @Test
    void itsServicesAreThoseOfAllTheJarsItIsMadeOf() throws Exception {
        ZipEntry services = jar.getEntry("META-INF/services/org.apache.kafka.common.config.provider.ConfigProvider");
        assertThat(services).isNotNull();
        try (var in = jar.getInputStream(services)) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).contains("FileConfigProvider");
        }
    }

    private List<String> names() {
        return jar.stream().map(ZipEntry::getName).toList();
    }
}
