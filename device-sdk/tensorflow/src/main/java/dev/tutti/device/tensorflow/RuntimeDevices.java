package dev.tutti.device.tensorflow;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteDeviceList;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListCount;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListName;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListType;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SessionListDevices;

import org.bytedeco.javacpp.PointerScope;
import org.tensorflow.internal.c_api.TF_DeviceList;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_SessionOptions;
import org.tensorflow.internal.c_api.TF_Status;

/** What the runtime computes on. The public API cannot say, so this asks the C API once. */
final class RuntimeDevices {
    private RuntimeDevices() {}

    private static final class Found {
        private static final String DEVICE = firstAccelerator();
    }

    /** {@code "CPU"}, or the first accelerator, such as {@code "GPU:0"}. */
    static String describe() {
        return Found.DEVICE;
    }

    private static String firstAccelerator() {
        try (PointerScope scope = new PointerScope()) {
            TF_Status status = TF_Status.newStatus();
            TF_Session session =
                    TF_Session.newSession(TF_Graph.newGraph(), TF_SessionOptions.newSessionOptions(), status);
            TF_DeviceList devices = TF_SessionListDevices(session, status);
            try {
                for (int i = 0; i < TF_DeviceListCount(devices); i++) {
                    String type = TF_DeviceListType(devices, i, status).getString();
                    if (type.equals("GPU")) {
                        String name = TF_DeviceListName(devices, i, status).getString();
                        return "GPU:" + name.substring(name.lastIndexOf(':') + 1);
                    }
                }
            } finally {
                TF_DeleteDeviceList(devices);
            }
            return "CPU";
        }
    }
}
