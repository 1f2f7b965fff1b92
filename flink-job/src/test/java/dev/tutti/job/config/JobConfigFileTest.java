package dev.tutti.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.sign.CredentialFault;
import dev.tutti.secagg.sign.CredentialIssuer;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.statement.KeyCredential;
import dev.tutti.secagg.statement.KeyLevel;
import dev.tutti.secagg.statement.Platform;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class JobConfigFileTest {
    @Test
    void readsATaskAndFillsInDefaults() {
        JobConfig config = JobConfigFile.parse(minimal());
        TaskConfig task = Objects.requireNonNull(config.task("fitness/demo"));
        assertThat(task.shape().minContributors()).isEqualTo(100);
        assertThat(task.shape().members()).isEqualTo(64);
        assertThat(config.platforms()).containsExactly("TPM2");
        assertThat(config.task("another")).isNull();
    }

    @Test
    void refusesAnUnknownKey() {
        Properties properties = minimal();
        properties.setProperty("task.fitness.contributers.min", "7");
        assertThatThrownBy(() -> JobConfigFile.parse(properties)).hasMessageContaining("contributers.min");
    }

    @Test
    void namesAMissingKey() {
        Properties properties = minimal();
        properties.remove("artifact.root");
        assertThatThrownBy(() -> JobConfigFile.parse(properties)).hasMessageContaining("artifact.root");
    }

    @Test
    void refusesAReportGoalBelowTheSmallestCohort() {
        Properties properties = minimal();
        properties.setProperty("task.fitness.report.goal", "99");
        assertThatThrownBy(() -> JobConfigFile.parse(properties)).hasMessageContaining("reportGoal");
    }

    @Test
    void boundsWhatStrangersCanMakeTheJobKeepAndSay() {
        Properties properties = minimal();
        assertThat(JobConfigFile.parse(properties).limits().unfinishedBytes()).isEqualTo(1024L * 1024 * 1024);
        assertThat(JobConfigFile.parse(properties).limits().rejectsPerMinute()).isEqualTo(20_000);
        properties.setProperty("unfinished.mebibytes", "64");
        properties.setProperty("rejects.per.minute", "5");
        assertThat(JobConfigFile.parse(properties).limits().unfinishedBytes()).isEqualTo(64L * 1024 * 1024);
        assertThat(JobConfigFile.parse(properties).limits().rejectsPerMinute()).isEqualTo(5);
        properties.setProperty("unfinished.mebibytes", "31");
        assertThatThrownBy(() -> JobConfigFile.parse(properties)).hasMessageContaining("unfinishedMebibytes in 32");
        properties.setProperty("unfinished.mebibytes", "32");
        properties.setProperty("rejects.per.minute", "0");
        assertThatThrownBy(() -> JobConfigFile.parse(properties)).hasMessageContaining("rejectsPerMinute in 1");
        properties.setProperty("rejects.per.minute", "1");
        properties.setProperty("transaction.timeout.millis", "999");
        assertThatThrownBy(() -> JobConfigFile.parse(properties))
                .hasMessageContaining("transactionTimeoutMillis in 1,000");
    }

    @Test
    void theHistoryAndAGuardAreReadAsWrittenAndOtherwiseHaveDefaults() {
        Properties properties = minimal();
        JobConfig defaults = JobConfigFile.parse(properties);
        assertThat(defaults.historyRoot()).isEqualTo("file:///tmp/artifacts/history");
        assertThat(Objects.requireNonNull(defaults.task("fitness/demo")).guard())
                .isEqualTo(Guard.NONE);
        properties.setProperty("history.root", "s3://history/rounds");
        properties.setProperty("task.fitness.guard.accuracy.min", "0.8");
        properties.setProperty("task.fitness.guard.accuracy.drop.max", "0.1");
        JobConfig read = JobConfigFile.parse(properties);
        assertThat(read.historyRoot()).isEqualTo("s3://history/rounds");
        assertThat(Objects.requireNonNull(read.task("fitness/demo")).guard()).isEqualTo(new Guard(0.8, 0.1));
        properties.setProperty("task.fitness.guard.accuracy.min", "high");
        assertThatThrownBy(() -> JobConfigFile.parse(properties)).hasMessageContaining("guard.accuracy.min");
    }

    @Test
    void keysOfLevelSoftwareAreBelievedOnlyWhereTheirPlatformIsListedForDevelopment() {
        CredentialIssuer issuer = new CredentialIssuer(OperatorKey.generate(new SecureRandom()));
        assertThat(believed(issuer, "TPM2", Platform.TPM2)).contains(CredentialFault.LEVEL_TOO_LOW);
        assertThat(believed(issuer, "TPM2_DEVELOPMENT", Platform.TPM2)).isEmpty();
        assertThat(believed(issuer, "TPM2_DEVELOPMENT", Platform.SOFTWARE_DEVELOPMENT))
                .contains(CredentialFault.PLATFORM_REFUSED);
        assertThat(believed(issuer, "SOFTWARE_DEVELOPMENT", Platform.TPM2)).contains(CredentialFault.PLATFORM_REFUSED);
        assertThat(believed(issuer, "SOFTWARE_DEVELOPMENT", Platform.SOFTWARE_DEVELOPMENT))
                .isEmpty();
    }

    private static Optional<CredentialFault> believed(CredentialIssuer issuer, String platforms, Platform platform) {
        Properties properties = minimal();
        properties.setProperty("platforms", platforms);
        properties.setProperty("credential.issuers", HexFormat.of().formatHex(issuer.publicKey()));
        byte[] key = new byte[KeyCredential.PUBLIC_KEY_BYTES];
        return JobConfigFile.parse(properties)
                .credentialTrust()
                .check(
                        issuer.issue(new KeyCredential(
                                DeviceId.ofPublicKey(key),
                                "fitness/demo",
                                key,
                                platform,
                                KeyLevel.SOFTWARE,
                                0,
                                2,
                                Digest.sha256(key),
                                1)),
                        "fitness/demo",
                        1);
    }

    @Test
    void aJobThatDoesNotAskForSoftwareKeysMustSayWhereTheRevokedAreListed() {
        Properties properties = minimal();
        assertThat(JobConfigFile.parse(properties).revocations())
                .isEqualTo(new Revocations("s3://enrolment/revocations", 86_400_000));
        properties.setProperty("credentials.revocations.max.age.millis", "3600000");
        assertThat(JobConfigFile.parse(properties).revocations().maxAgeMillis()).isEqualTo(3_600_000);
        properties.setProperty("credentials.revocations.max.age.millis", "59999");
        assertThatThrownBy(() -> JobConfigFile.parse(properties)).hasMessageContaining("max.age.millis in 60,000");
        properties.remove("credentials.revocations.max.age.millis");
        properties.remove("credentials.revocations");
        assertThatThrownBy(() -> JobConfigFile.parse(properties)).hasMessageContaining("credentials.revocations");
        properties.setProperty("platforms", "SOFTWARE_DEVELOPMENT");
        assertThat(JobConfigFile.parse(properties).revocations().isNone()).isTrue();
    }

    @Test
    void howCommitteesComeAboutIsSaidByNameUnlessSoftwareKeysAre() {
        Properties properties = minimal();
        assertThat(JobConfigFile.parse(properties).sortition()).isEqualTo(Sortition.CHOSEN_BY_OPERATOR);
        properties.remove("committee.sortition");
        assertThatThrownBy(() -> JobConfigFile.parse(properties)).hasMessageContaining("committee.sortition");
        properties.setProperty("committee.sortition", "fair");
        assertThatThrownBy(() -> JobConfigFile.parse(properties)).hasMessageContaining("drawn or chosen-by-operator");
        properties.setProperty("committee.sortition", "drawn");
        assertThatThrownBy(() -> JobConfigFile.parse(properties)).hasMessageContaining("beacon.development.seed");
        properties.setProperty("committee.beacon.development.seed", "ab".repeat(16));
        // 64 members with six of them corrupt do not withstand one device in a hundred.
        assertThatThrownBy(() -> JobConfigFile.parse(properties))
                .hasMessageContaining("drawn committees: of 1000000000 devices 10000000 may be corrupt")
                .hasMessageContaining("64 members withstand t = ");
        properties.setProperty("task.fitness.committee.corrupt.share", "0.0005");
        assertThatThrownBy(() -> JobConfigFile.parse(properties))
                .hasMessageContaining("committee.corrupt of at least 8 for 64 members")
                .hasMessageEndingWith("was 6");
        properties.setProperty("task.fitness.committee.corrupt.share", "0.0002");
        properties.setProperty("committee.beacon.development.every.millis", "60000");
        JobConfig drawn = JobConfigFile.parse(properties);
        assertThat(drawn.sortition()).isEqualTo(Sortition.drawnForDevelopment(seed(), 60_000));
        assertThat(Objects.requireNonNull(drawn.task("fitness/demo")).odds()).isEqualTo(new CommitteeOdds(0.0002, 0));
        properties.setProperty("credential.issuers", "00".repeat(32) + "," + "01".repeat(32));
        assertThatThrownBy(() -> JobConfigFile.parse(properties)).hasMessageContaining("one credential issuer");
        properties.setProperty("committee.sortition", "chosen-by-operator");
        assertThatThrownBy(() -> JobConfigFile.parse(properties)).hasMessageContaining("no beacon");
    }

    private static byte[] seed() {
        byte[] seed = new byte[16];
        Arrays.fill(seed, (byte) 0xab);
        return seed;
    }

    private static Properties minimal() {
        Properties p = new Properties();
        p.setProperty("bootstrap.servers", "localhost:9092");
        p.setProperty("artifact.root", "file:///tmp/artifacts");
        p.setProperty("operator.key.file", "operator.key");
        p.setProperty("credential.issuers", "00".repeat(32));
        p.setProperty("platforms", "TPM2");
        p.setProperty("committee.sortition", "chosen-by-operator");
        p.setProperty("credentials.revocations", "s3://enrolment/revocations");
        p.setProperty("tasks", "fitness");
        p.setProperty("task.fitness.population", "fitness/demo");
        p.setProperty("task.fitness.name", "activity");
        p.setProperty("task.fitness.plan.digest", "ab".repeat(32));
        p.setProperty("task.fitness.model.initial.digest", "cd".repeat(32));
        p.setProperty("task.fitness.model.initial.slices", "a, b");
        p.setProperty("task.fitness.dimension", "3206");
        p.setProperty("task.fitness.clip.norm", "5");
        p.setProperty("task.fitness.value.range", "0.25");
        return p;
    }
}
