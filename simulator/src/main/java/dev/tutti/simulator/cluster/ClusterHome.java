package dev.tutti.simulator.cluster;

import dev.tutti.secagg.sign.CredentialIssuer;
import dev.tutti.secagg.sign.OperatorKey;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * The folder of a local cluster: everything that its processes write, and what they and a fleet have to agree on.
 *
 * @param root the folder, absolute and normalised
 */
public record ClusterHome(Path root) {
    /** Where it is unless {@code --home} says otherwise: below the project, wherever a command is typed. */
    public static final Path DEFAULT = Path.of(System.getProperty("tutti.root", "."), ".tutti", "cluster");

    private static final String BOOTSTRAP = "bootstrap.servers";
    private static final String REST = "rest.address";

    /** Folders that hold what a cluster did; the keys, which say who it is, are not among them. */
    private static final List<String> DATA =
            List.of("kafka", "artifacts", "checkpoints", "savepoints", "history", "conf", "logs", "run", "tmp");

    /** Makes the path absolute: the processes have their own working directories. */
    public ClusterHome {
        root = root.toAbsolutePath().normalize();
    }

    /** Makes the folders that are missing. */
    public void create() throws IOException {
        for (String folder : DATA) {
            Files.createDirectories(root.resolve(folder));
        }
    }

    /** The broker's log. */
    public Path kafka() {
        return root.resolve("kafka");
    }

    /** Plans, models and sums: what job and devices share. */
    public Path artifacts() {
        return root.resolve("artifacts");
    }

    /** The job's checkpoints. */
    public Path checkpoints() {
        return root.resolve("checkpoints");
    }

    /** The job's savepoints. */
    public Path savepoints() {
        return root.resolve("savepoints");
    }

    /** Flink's archive of jobs that have ended. */
    public Path history() {
        return root.resolve("history");
    }

    /** Settings of the processes. */
    public Path conf() {
        return root.resolve("conf");
    }

    /** What the processes have to say. */
    public Path logs() {
        return root.resolve("logs");
    }

    /** One file per process that was started. */
    public Path run() {
        return root.resolve("run");
    }

    /** What Flink keeps while it runs. */
    public Path tmp() {
        return root.resolve("tmp");
    }

    /** The job's configuration as last submitted. */
    public Path jobConfig() {
        return root.resolve("job.properties");
    }

    /** The operator's seed. A development key: it lies on this disk in the clear. */
    public Path operatorKeyFile() {
        return root.resolve("keys").resolve("development-operator.seed");
    }

    private Path issuerKeyFile() {
        return root.resolve("keys").resolve("development-credential-issuer.seed");
    }

    /** The folders that go when the cluster's data goes. */
    public List<Path> data() {
        return DATA.stream().map(root::resolve).toList();
    }

    /** The operator's key; drawn and written the first time. */
    public OperatorKey operator() throws IOException {
        return key(operatorKeyFile());
    }

    /** Whoever vouches for the software keys of virtual devices; drawn and written the first time. */
    public CredentialIssuer issuer() throws IOException {
        return new CredentialIssuer(enrolmentKey());
    }

    /** The same as a key, for an enrolment service that does not only issue. */
    public OperatorKey enrolmentKey() throws IOException {
        return key(issuerKeyFile());
    }

    private static OperatorKey key(Path file) throws IOException {
        if (!Files.exists(file)) {
            Path folder = Files.createDirectories(file.resolveSibling("."));
            // Written whole or not at all, and readable by nobody else at any moment.
            Path fresh = Files.createTempFile(folder, "fresh", ".seed");
            Files.writeString(
                    fresh,
                    HexFormat.of()
                            .formatHex(OperatorKey.generate(new SecureRandom()).seed()));
            if (Files.getFileStore(fresh).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
            }
            Files.move(fresh, file);
        }
        byte[] seed = new byte[0];
        try {
            seed = HexFormat.of().parseHex(Files.readString(file).strip());
            return OperatorKey.fromSeed(seed);
        } catch (IllegalArgumentException e) {
            throw new IOException("expected 64 hex digits in " + file, e);
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    /** Notes where the processes listen. */
    public void listensAt(String bootstrapServers, String restAddress) throws IOException {
        Properties known = new Properties();
        known.setProperty(BOOTSTRAP, bootstrapServers);
        known.setProperty(REST, restAddress);
        try (Writer writer = Files.newBufferedWriter(addresses())) {
            known.store(writer, "Where the processes of this cluster listen.");
        }
    }

    /** Where the broker listens: {@code host:port}; empty before the first start. */
    public Optional<String> bootstrapServers() throws IOException {
        return known(BOOTSTRAP);
    }

    /** Where the JobManager's REST interface listens: {@code host:port}; empty before the first start. */
    public Optional<String> restAddress() throws IOException {
        return known(REST);
    }

    /** The file with both. */
    public Path addresses() {
        return root.resolve("cluster.properties");
    }

    private Optional<String> known(String key) throws IOException {
        if (!Files.exists(addresses())) {
            return Optional.empty();
        }
        Properties known = new Properties();
        try (Reader reader = Files.newBufferedReader(addresses())) {
            known.load(reader);
        }
        return Optional.ofNullable(known.getProperty(key));
    }
}
