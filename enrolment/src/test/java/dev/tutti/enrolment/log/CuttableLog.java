package dev.tutti.enrolment.log;

import dev.tutti.enrolment.store.Disk;
import java.nio.file.Path;

/** How tests of other packages open a log on a disk of theirs. */
public final class CuttableLog {
    private CuttableLog() {}

    /** Opens a log. */
    public static EnrolmentLog open(Disk disk, Path folder) {
        return EnrolmentLog.open(disk, folder);
    }
}
