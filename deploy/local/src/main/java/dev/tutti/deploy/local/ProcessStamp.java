package dev.tutti.deploy.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** Tells a process from a later one that was given the same number. */
final class ProcessStamp {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    /** After the name's closing bracket come the fields of proc(5) from number 3, the state, on. */
    private static final int FIRST_FIELD = 3;

    private static final int START_TIME = 22;

    private ProcessStamp() {}

    /**
     * When a running process began, in whatever form this system tells it without doubt.
     *
     * @return empty when the process is gone, or the system does not tell
     */
    static Optional<String> of(long pid) {
        try {
            // Ticks since boot: a clock that is put right changes the start time a JVM would tell, but not these.
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            // A process that has ended stays in the table until its parent asks; some parents never do.
            boolean over = fields[0].equals("Z") || fields[0].equals("X");
            return over
                    ? Optional.empty()
                    : Optional.of(Files.readString(BOOT).strip() + ":" + fields[START_TIME - FIRST_FIELD]);
        } catch (IOException | IndexOutOfBoundsException e) {
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    .flatMap(process -> process.info().startInstant())
                    .map(Instant::toString);
        }
    }
}
