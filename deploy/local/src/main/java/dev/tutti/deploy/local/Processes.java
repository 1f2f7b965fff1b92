package dev.tutti.deploy.local;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The processes of one home, each with a file that says which it is. Never takes a process for one of them that it cannot
 * recognise: the number must match, and so must the time it was started.
 *
 * @param home the cluster's home
 * @param folder where the files lie
 */
record Processes(Path home, Path folder) {
    private static final String PID = "pid";
    private static final String STAMP = "started";
    private static final String SUFFIX = ".process";

    /** Notes a process that was just started. */
    void note(String name, long pid) throws IOException {
        Properties known = new Properties();
        known.setProperty(PID, Long.toString(pid));
        ProcessStamp.of(pid).ifPresent(stamp -> known.setProperty(STAMP, stamp));
        Path fresh = folder.resolve(name + ".fresh");
        try (Writer writer = Files.newBufferedWriter(fresh)) {
            known.store(writer, null);
        }
        Files.move(fresh, folder.resolve(name + SUFFIX), StandardCopyOption.REPLACE_EXISTING);
    }

    /** The process of that name, if it runs. */
    Optional<RunningProcess> running(String name) throws IOException {
        Path file = folder.resolve(name + SUFFIX);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Properties known = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            known.load(reader);
        }
        try {
            long pid = Long.parseLong(known.getProperty(PID, ""));
            String stamp = known.getProperty(STAMP, "");
            return Optional.of(new RunningProcess(pid, stamp)).filter(RunningProcess::isAlive);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** All that were started here and not yet taken off, by name, with the process where it runs. */
    Map<String, Optional<RunningProcess>> all() throws IOException {
        Map<String, Optional<RunningProcess>> all = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    String name = file.getFileName().toString();
                    if (name.endsWith(SUFFIX)) {
                        String process = name.substring(0, name.length() - SUFFIX.length());
                        all.put(process, running(process));
                    }
                }
            }
        }
        return all;
    }

    /**
     * Everything that runs for this home: what the files say, and what a command left behind that was killed between
     * starting a process and noting it.
     */
    Set<RunningProcess> everything() throws IOException {
        Set<RunningProcess> everything = new LinkedHashSet<>();
        all().values().forEach(process -> process.ifPresent(everything::add));
        String mark = Jvm.mark(home);
        ProcessHandle.allProcesses()
                .filter(process -> Arrays.asList(process.info().arguments().orElse(new String[0]))
                        .contains(mark))
                .forEach(process -> RunningProcess.of(process.pid()).ifPresent(everything::add));
        return everything;
    }

    /** Takes the files of processes that no longer run away. */
    void forgetTheDead() throws IOException {
        for (Map.Entry<String, Optional<RunningProcess>> process : all().entrySet()) {
            if (process.getValue().isEmpty()) {
                Files.deleteIfExists(folder.resolve(process.getKey() + SUFFIX));
            }
        }
    }
}
