package dev.tutti.deploy.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A JobManager's REST interface, as far as a submission needs it. */
final class FlinkRest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final String base;

    /** @param address {@code host:port} */
    FlinkRest(String address) {
        this.base = "http://" + address;
    }

    /** An answer that is no success: what the JobManager had to say about it. */
    static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }

    /** How many TaskManagers have registered. */
    int taskManagers() throws IOException, InterruptedException {
        return get("/overview").path("taskmanagers").asInt();
    }

    /** Every job it knows, newest first: {@code jid}, {@code name}, {@code state}, {@code start-time}. */
    List<JsonNode> jobs() throws IOException, InterruptedException {
        List<JsonNode> jobs = new ArrayList<>();
        get("/jobs/overview").path("jobs").forEach(jobs::add);
        jobs.sort((a, b) ->
                Long.compare(b.path("start-time").asLong(), a.path("start-time").asLong()));
        return jobs;
    }

    /** One job with its vertices. */
    JsonNode job(String id) throws IOException, InterruptedException {
        return get("/jobs/" + id);
    }

    /** A job's checkpoints: {@code counts} and {@code latest}. */
    JsonNode checkpoints(String id) throws IOException, InterruptedException {
        return get("/jobs/" + id + "/checkpoints");
    }

    /** Why a job failed last, its innermost cause in one line; empty when it did not. */
    Optional<String> failure(String id) throws IOException, InterruptedException {
        JsonNode entries =
                get("/jobs/" + id + "/exceptions").path("exceptionHistory").path("entries");
        return entries.isEmpty()
                ? Optional.empty()
                : Optional.of(innermost(entries.get(0).path("stacktrace").asText()));
    }

    /** Uploads a jar and returns its id. */
    String upload(Path jar) throws IOException, InterruptedException {
        String boundary = "tutti-" + UUID.randomUUID();
        String head = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\""
                + jar.getFileName() + "\"\r\nContent-Type: application/java-archive\r\n\r\n";
        BodyPublisher body = BodyPublishers.concat(
                BodyPublishers.ofByteArray(head.getBytes(StandardCharsets.UTF_8)),
                BodyPublishers.ofFile(jar),
                BodyPublishers.ofByteArray(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8)));
        JsonNode answer = send(request("/jars/upload")
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(body));
        String file = answer.path("filename").asText();
        return file.substring(file.lastIndexOf('/') + 1);
    }

    /** Runs an uploaded jar's main class and returns the job's id. */
    String run(String jar, List<String> arguments, @Nullable String savepoint)
            throws IOException, InterruptedException {
        ObjectNode body = JSON.createObjectNode();
        arguments.forEach(body.putArray("programArgsList")::add);
        if (savepoint != null) {
            body.put("savepointPath", savepoint);
        }
        return post("/jars/" + jar + "/run", body).path("jobid").asText();
    }

    /** Lets go of an uploaded jar. */
    void delete(String jar) throws IOException, InterruptedException {
        send(request("/jars/" + jar).DELETE());
    }

    /** Asks for a job to stop with a savepoint, and returns what to ask after. */
    String stop(String job, String targetFolder) throws IOException, InterruptedException {
        ObjectNode body = JSON.createObjectNode();
        body.put("targetDirectory", targetFolder);
        // Draining would say that time is over, and seal rounds early.
        body.put("drain", false);
        return post("/jobs/" + job + "/stop", body).path("request-id").asText();
    }

    /** Where a savepoint that was asked for lies; empty while it is under way. */
    Optional<String> savepoint(String job, String request) throws IOException, InterruptedException {
        JsonNode answer = get("/jobs/" + job + "/savepoints/" + request);
        if (!answer.path("status").path("id").asText().equals("COMPLETED")) {
            return Optional.empty();
        }
        JsonNode operation = answer.path("operation");
        if (operation.has("failure-cause")) {
            throw new RefusedException(innermost(
                    operation.path("failure-cause").path("stack-trace").asText()));
        }
        return Optional.of(operation.path("location").asText());
    }

    /** Cancels a job. Its checkpoints stay. */
    void cancel(String job) throws IOException, InterruptedException {
        send(request("/jobs/" + job + "?mode=cancel").method("PATCH", BodyPublishers.noBody()));
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    private JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).timeout(ANSWER);
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        JsonNode body;
        try {
            body = JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new RefusedException("HTTP " + answer.statusCode() + " without JSON");
        }
        if (answer.statusCode() / 100 != 2) {
            StringBuilder all = new StringBuilder();
            body.path("errors").forEach(error -> all.append(error.asText()).append('\n'));
            throw new RefusedException(innermost(all.toString()));
        }
        return body;
    }

    /** Of a stack trace with its causes, the line a person needs: the last cause. */
    static String innermost(String stackTrace) {
        String found = "";
        for (String line : stackTrace.lines().toList()) {
            String text = line.strip();
            boolean first = found.isEmpty() && !text.isEmpty() && !text.startsWith("at ");
            if (first || text.startsWith("Caused by: ")) {
                found = text.replaceFirst("^Caused by: ", "");
            }
        }
        return found;
    }
}
