package dev.tutti.device.update;

import dev.tutti.device.round.OpenRound;
import dev.tutti.device.store.EgressEntry;
import dev.tutti.device.store.EgressKind;
import dev.tutti.device.store.EgressLog;
import dev.tutti.device.store.FinishedUpdate;
import dev.tutti.device.store.StateStore;
import dev.tutti.device.store.UpdateState;
import dev.tutti.device.transport.Fields;
import dev.tutti.device.transport.Transport;
import dev.tutti.device.transport.TransportException;
import dev.tutti.schemas.update.ShareBlob;
import dev.tutti.schemas.update.UpdateChunk;
import dev.tutti.schemas.update.UpdateHeader;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.UploadId;
import dev.tutti.secagg.params.VectorLayout;
import dev.tutti.secagg.statement.UpdateStatement;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Sends a stored ciphertext: chunks, shares, then the signed header. Sending it again sends identical bytes, because it
 * only ever reads what was stored.
 */
public final class UpdateUpload {
    private final Transport transport;
    private final StateStore store;
    private final EgressLog egress;
    private final Clock clock;

    /**
     * @param transport where it goes
     * @param store moved to SENT when everything arrived
     * @param egress written before the first byte
     * @param clock time of the log
     */
    public UpdateUpload(Transport transport, StateStore store, EgressLog egress, Clock clock) {
        this.transport = transport;
        this.store = store;
        this.egress = egress;
        this.clock = clock;
    }

    /** Sends all of {@code update} and waits until it arrived. */
    public UploadResult send(FinishedUpdate update) {
        UpdateStatement statement = update.signed().statement();
        Envelope envelope = new Envelope(statement);
        egress.leaving(new EgressEntry(
                clock.instant(),
                EgressKind.UPDATE,
                OpenRound.name(update.announcement().round()),
                Optional.of(statement.announcement().hex()),
                size(update.chunks()) + size(update.sealedShares()) + headerSize(update),
                statement.digest().hex(),
                Optional.empty()));
        long sent = 0;
        try {
            VectorLayout layout = VectorLayout.of(
                    update.announcement().encoding(), update.announcement().ring());
            for (int i = 0; i < update.chunks().size(); i++) {
                byte[] chunk = update.chunks().get(i);
                sent += chunk.length;
                transport.send(envelope.chunk(i, layout.sliceOfChunk(i), chunk));
            }
            for (int i = 0; i < update.sealedShares().size(); i++) {
                byte[] share = update.sealedShares().get(i);
                sent += share.length;
                transport.send(envelope.share(i + 1, share));
            }
            sent += headerSize(update);
            transport.send(envelope.header(update));
            transport.flush();
        } catch (TransportException e) {
            return new UploadResult(sent, Optional.of(String.valueOf(e.getMessage())));
        }
        store.mark(statement.announcement(), UpdateState.SENT, "");
        return new UploadResult(sent, Optional.empty());
    }

    private static long size(List<byte[]> parts) {
        return parts.stream().mapToLong(part -> part.length).sum();
    }

    private static long headerSize(FinishedUpdate update) {
        return update.signed().encode().length;
    }

    /** The ids that every record of one upload carries. */
    private record Envelope(Digest announcement, DeviceId device, UploadId upload) {
        Envelope(UpdateStatement statement) {
            this(statement.announcement(), statement.device(), statement.upload());
        }

        UpdateChunk chunk(int index, int slice, byte[] ciphertext) {
            return UpdateChunk.newBuilder()
                    .setAnnouncementHash(Fields.of(announcement.bytes()))
                    .setDeviceId(Fields.of(device.bytes()))
                    .setUploadId(Fields.of(upload.bytes()))
                    .setChunkIndex(index)
                    .setSlice(slice)
                    .setCiphertext(Fields.of(ciphertext))
                    .build();
        }

        ShareBlob share(int memberIndex, byte[] sealed) {
            return ShareBlob.newBuilder()
                    .setAnnouncementHash(Fields.of(announcement.bytes()))
                    .setDeviceId(Fields.of(device.bytes()))
                    .setUploadId(Fields.of(upload.bytes()))
                    .setMemberIndex(memberIndex)
                    .setSealed(Fields.of(sealed))
                    .build();
        }

        UpdateHeader header(FinishedUpdate update) {
            return UpdateHeader.newBuilder()
                    .setAnnouncementHash(Fields.of(announcement.bytes()))
                    .setDeviceId(Fields.of(device.bytes()))
                    .setUploadId(Fields.of(upload.bytes()))
                    .setStatement(Fields.of(update.signed().statement().encode()))
                    .setSignature(Fields.of(update.signed().signature()))
                    .setCredential(Fields.of(update.signed().credential().encode()))
                    .build();
        }
    }
}
