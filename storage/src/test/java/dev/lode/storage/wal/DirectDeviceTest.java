package dev.lode.storage.wal;

/// The device `DIRECT`.
final class DirectDeviceTest extends LogDeviceContract {
    @Override
    WalConfig.Device kind() {
        return WalConfig.Device.DIRECT;
    }
}
