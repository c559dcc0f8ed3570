package dev.lode.storage.wal;

/// The device `URING`.
final class UringDeviceTest extends LogDeviceContract {
    @Override
    WalConfig.Device kind() {
        return WalConfig.Device.URING;
    }
}
