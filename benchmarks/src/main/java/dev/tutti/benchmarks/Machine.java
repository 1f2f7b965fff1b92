package dev.tutti.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * Where a figure was measured.
 *
 * @param processor model name
 * @param cores processors that the JVM sees
 * @param memoryGib main memory
 * @param system operating system and version
 * @param jvm name and version
 * @param load processes that wanted a processor during the last minute of the run; negative when the system does not say
 * @param date day of the run, UTC
 */
record Machine(String processor, int cores, long memoryGib, String system, String jvm, double load, String date) {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    static Machine here() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Machine(
                model(),
                Runtime.getRuntime().availableProcessors(),
                Math.round(system.getTotalMemorySize() / (double) (1 << 30)),
                system.getName() + " " + system.getVersion(),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                system.getSystemLoadAverage(),
                LocalDate.now(ZoneOffset.UTC).toString());
    }

    /** The processor as part of a file name: letters, digits and hyphens. */
    String slug() {
        String slug = processor.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        return slug.replaceAll("^-+|-+$", "") + "-jdk" + Runtime.version().feature();
    }

    /** Linux says which model it is, with family and stepping where the name is a blank; elsewhere the kind must do. */
    private static String model() {
        try {
            String text = Files.readString(CPU_INFO);
            String name = field(text, "model name");
            return name.isEmpty()
                    ? System.getProperty("os.arch")
                    : name + " family " + field(text, "cpu family") + " model " + field(text, "model");
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }

    private static String field(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name)
                        && line.substring(name.length()).strip().startsWith(":"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("");
    }
}
