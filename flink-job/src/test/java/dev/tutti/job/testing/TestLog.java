package dev.tutti.job.testing;

import dev.tutti.enrolment.log.EnrolmentLog;
import dev.tutti.enrolment.log.LogEntry;
import dev.tutti.enrolment.log.SignedLogHead;
import dev.tutti.enrolment.sortition.Beacon;
import dev.tutti.enrolment.sortition.Eligibility;
import dev.tutti.enrolment.sortition.Threshold;
import dev.tutti.enrolment.sortition.Ticket;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.statement.KeyCredential;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An enrolment log with the devices that stand in it. */
public final class TestLog implements AutoCloseable {
    public final List<TestDevice> devices = new ArrayList<>();

    private final EnrolmentLog log;
    private final OperatorKey service;

    public TestLog(Path folder, OperatorKey service) {
        log = EnrolmentLog.open(folder);
        this.service = service;
    }

    /** Enrols a device. */
    public void enrol(TestDevice device) {
        KeyCredential credential = device.credential().credential();
        byte[] evidence = device.publicKey();
        log.append(
                new LogEntry(
                        credential.device(),
                        credential.platform(),
                        credential.issuedAtMillis(),
                        Digest.sha256(evidence)),
                evidence);
        devices.add(device);
    }

    /** The head over all of them. */
    public SignedLogHead head(long atMillis) {
        return log.signedHead(service, atMillis);
    }

    /** What a device shows of an epoch. */
    public Eligibility eligibility(long epoch, SignedLogHead head, TestDevice device) {
        return new Eligibility(
                epoch, head, log.inclusion(devices.indexOf(device), head.head().size()));
    }

    /** The devices that a beacon makes eligible for a committee of so many, or those that it does not. */
    public List<TestDevice> eligible(boolean eligible, Beacon beacon, int members) {
        Threshold threshold = Threshold.of(members, devices.size());
        return devices.stream()
                .filter(device -> Ticket.of(beacon, device.id()).isBelow(threshold) == eligible)
                .toList();
    }

    @Override
    public void close() {
        log.close();
    }
}
