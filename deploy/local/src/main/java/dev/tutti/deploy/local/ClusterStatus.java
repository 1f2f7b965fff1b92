package dev.tutti.deploy.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tutti.simulator.cluster.ClusterHome;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a cluster is doing, as one tree: printed as it is for machines, line by line for people. */
final class ClusterStatus {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final ObjectNode tree;

    private ClusterStatus(ObjectNode tree) {
        this.tree = tree;
    }

    /** Asks everything that answers. What does not is null. */
    static ClusterStatus of(ClusterHome home) throws IOException, InterruptedException {
        ObjectNode tree = JSON.createObjectNode();
        tree.put("home", home.root().toString());
        ClusterState state = ClusterState.of(home);
        tree.put("up", state.isUp());
        var processes = tree.putArray("processes");
        state.processes()
                .forEach((name, process) -> processes
                        .addObject()
                        .put("name", name)
                        .put("pid", process.map(RunningProcess::pid).orElse(null))
                        .put("running", process.isPresent())
                        .put("log", home.logs().resolve(name + ".log").toString()));
        tree.put("broker", home.bootstrapServers().orElse(null));
        tree.put("rest", home.restAddress().orElse(null));
        tree.putNull("job");
        tree.putNull("checkpoints");
        tree.putNull("topics");
        tree.putNull("rounds");
        if (state.runs(LocalFlink.JOB_MANAGER)) {
            addJob(tree, new FlinkRest(home.restAddress().orElse("")));
        }
        if (state.runs(LocalBroker.NAME)) {
            addTopics(tree, home.bootstrapServers().orElse(""));
        }
        return new ClusterStatus(tree);
    }

    private static void addJob(ObjectNode tree, FlinkRest rest) throws InterruptedException {
        try {
            Optional<JsonNode> newest = rest.jobs().stream().findFirst();
            if (newest.isEmpty()) {
                return;
            }
            String id = newest.get().path("jid").asText();
            FlinkJobs.Tasks tasks = FlinkJobs.tasks(rest.job(id));
            ObjectNode job = tree.putObject("job");
            job.put("id", id);
            job.put("name", newest.get().path("name").asText());
            job.put("state", tasks.state());
            job.put("tasksRunning", tasks.running());
            job.put("tasks", tasks.total());
            job.put("startedAtMillis", newest.get().path("start-time").asLong());
            job.put("lastFailure", rest.failure(id).orElse(null));
            JsonNode told = rest.checkpoints(id);
            JsonNode last = told.path("latest").path("completed");
            ObjectNode checkpoints = tree.putObject("checkpoints");
            checkpoints.put("completed", told.path("counts").path("completed").asLong());
            checkpoints.put("failed", told.path("counts").path("failed").asLong());
            checkpoints.set("lastId", last.path("id"));
            checkpoints.set("lastAtMillis", last.path("latest_ack_timestamp"));
            checkpoints.set("lastPath", last.path("external_path"));
        } catch (IOException e) {
            // Started, and not listening yet.
        }
    }

    private static void addTopics(ObjectNode tree, String broker) throws InterruptedException {
        try {
            Map<String, Long> ends = LocalBroker.ends(broker, ClusterUp.TOPICS);
            ObjectNode topics = tree.putObject("topics");
            ends.forEach(topics::put);
            ObjectNode populations = tree.putObject("rounds");
            RoundsSoFar.read(broker, ClusterUp.TOPICS)
                    .forEach((population, rounds) -> populations
                            .putObject(population)
                            .put("completed", rounds.completed())
                            .put("burned", rounds.burned())
                            .put("modelVersion", rounds.modelVersion()));
        } catch (IOException e) {
            // Started, and not listening yet, or without its topics.
        }
    }

    /** Prints it. */
    void print(PrintStream out, boolean json) throws IOException {
        if (json) {
            out.println(JSON.writeValueAsString(tree));
            return;
        }
        out.println("home         " + tree.path("home").asText());
        if (tree.path("processes").isEmpty()) {
            out.println("processes    none; ./tutti cluster up starts them");
        }
        for (JsonNode process : tree.path("processes")) {
            String pid = process.path("running").asBoolean()
                    ? "pid " + process.path("pid").asText()
                    : "gone; see " + process.path("log").asText();
            out.printf("%-12s %s%n", process.path("name").asText(), pid);
        }
        if (tree.path("topics").isObject()) {
            out.println("broker       " + tree.path("broker").asText());
        }
        printJob(out);
        printTopics(out);
    }

    private void printJob(PrintStream out) {
        JsonNode job = tree.path("job");
        if (job.isObject()) {
            out.printf(
                    "job          %s %s, %d of %d tasks run%n",
                    job.path("id").asText(),
                    job.path("state").asText(),
                    job.path("tasksRunning").asInt(),
                    job.path("tasks").asInt());
            if (!job.path("lastFailure").isNull()) {
                out.println("last failure " + job.path("lastFailure").asText());
            }
            out.println("page         http://" + tree.path("rest").asText() + "/#/job/"
                    + job.path("id").asText());
            JsonNode checkpoints = tree.path("checkpoints");
            out.printf(
                    "checkpoints  %d completed, %d failed; last %s%n",
                    checkpoints.path("completed").asLong(),
                    checkpoints.path("failed").asLong(),
                    checkpoints.path("lastPath").asText("none"));
        } else if (tree.path("up").asBoolean()) {
            out.println("job          none; ./tutti cluster submit brings it");
        }
    }

    private void printTopics(PrintStream out) {
        Set<Map.Entry<String, JsonNode>> topics = tree.path("topics").properties();
        if (!topics.isEmpty()) {
            out.println("topics       end offsets, all partitions together");
        }
        topics.forEach(topic ->
                out.printf("  %-22s %d%n", topic.getKey(), topic.getValue().asLong()));
        Set<Map.Entry<String, JsonNode>> populations = tree.path("rounds").properties();
        if (!populations.isEmpty()) {
            out.println("rounds");
        }
        populations.forEach(population -> out.printf(
                "  %-22s %d completed, %d burned; model version %d%n",
                population.getKey(),
                population.getValue().path("completed").asLong(),
                population.getValue().path("burned").asLong(),
                population.getValue().path("modelVersion").asLong()));
    }
}
